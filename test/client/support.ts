// The files that make the extension: its manifest, its texts and its sources.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.resolve(import.meta.dirname, '../..');
export const CLIENT = path.join(ROOT, 'client/src');

export const read = (name: string): string => readFileSync(path.join(ROOT, name), 'utf8');

interface Command {
  readonly command: string;
  readonly title: string;
  readonly category?: string;
}

export interface Setting {
  readonly default?: unknown;
  readonly propertyNames?: { readonly enum: readonly string[] };
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly additionalProperties?: { readonly enum: readonly string[] };
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
  readonly scope?: string;
  readonly description?: string;
  readonly markdownDescription?: string;
}

interface MenuItem {
  readonly command?: string;
  readonly when?: string;
}

interface Walkthrough {
  readonly title: string;
  readonly description: string;
  readonly steps: readonly {
    readonly title: string;
    readonly description: string;
    readonly media: { readonly image: Readonly<Record<string, string>>; readonly altText: string };
    readonly completionEvents: readonly string[];
  }[];
}

/** What the tests look at of package.json. */
export interface Manifest {
  readonly icon: string;
  readonly categories: readonly string[];
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations?: readonly string[] } };
  readonly contributes: {
    readonly snippets: readonly { readonly language: string; readonly path: string }[];
    readonly colors: readonly { readonly defaults: Readonly<Record<string, string>> }[];
    readonly commands: readonly Command[];
    readonly walkthroughs: readonly Walkthrough[];
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
  };
}

export const manifest = JSON.parse(read('package.json')) as Manifest;

/** The client's sources as one text. */
export const clientSource = readdirSync(CLIENT, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(path.join(CLIENT, name), 'utf8'))
  .join('\n');
