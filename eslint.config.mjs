import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
  globalIgnores(['dist/', 'out/', 'coverage/', 'test-output/', 'test/e2e/.cache/']),
  {
    files: ['**/*.ts', 'test/e2e/*.mts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // Interfaces here describe plain objects of functions, which take no `this`.
      '@typescript-eslint/unbound-method': 'off',
      // The evaluator's signal for an unknown value is control flow and would pay for a stack trace as an Error.
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    },
  },
  // In no TypeScript project.
  { files: ['*.mts'], extends: [tseslint.configs.recommended] },
  {
    // Programs that talk to a person through the terminal.
    files: ['server/src/cli/**', 'test/bench/**', 'test/e2e/**', 'scripts/**'],
    rules: { 'no-console': 'off' },
  },
);
