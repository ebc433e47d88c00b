import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'vitest';
import { expectScopes } from './scopes';

const FIXTURES = path.join(import.meta.dirname, 'fixtures');

/** A fixture file holds several fixtures, each under a line `=== what it shows`. */
function fixtures(file: string): { title: string; text: string }[] {
  return readFileSync(path.join(FIXTURES, file), 'utf8')
    .split(/^=== /m)
    .slice(1)
    .map((part) => {
      const [title = '', ...lines] = part.split('\n');
      return { title, text: lines.join('\n') };
    });
}

describe.each(readdirSync(FIXTURES))('%s', (file) => {
  test.each(fixtures(file))('$title', ({ text }) => expectScopes(text));
});
