// Whether a shell script writes into a file what stands in the script itself, or in the store.

/**
 * What `script` puts into `file`, an absolute path: a `text` that stands in the script, or one of the `stored` files, by
 * their store paths; `undefined` where it is neither or cannot be told. Commands are looked at one by one, without
 * following variables.
 */
export function writesTo(script: string, file: string, stored: readonly string[]): 'text' | 'stored file' | undefined {
  const { commands, documents } = parts(script);
  for (const command of commands) {
    if (!mentions(command, file)) continue;
    const writes = isRedirectedTo(command, file) || isArgumentOf(TEE, command, file);
    if ((writes || isLastArgument(command, file)) && stored.some((path) => command.includes(path)))
      return 'stored file';
    if (!writes) continue;
    if (isLiteralOutput(command)) return 'text';
    const document = [...documents].find(([start]) => command.includes(start));
    if (document !== undefined && isLiteral(document[1])) return 'text';
  }
  return undefined;
}

/** Commands, and the here-documents by how they are announced: `<<EOF`. */
function parts(script: string): { commands: string[]; documents: Map<string, string> } {
  const documents = new Map<string, string>();
  const rest = script.replace(
    /(<<-?\s*(['"]?)(\w+)\2)([^\n]*)\n([\s\S]*?)\n[ \t]*\3[ \t]*(?=\n|$)/g,
    (_all, start: string, quote: string, _word: string, after: string, body: string) => {
      // A quoted word keeps the shell from looking for variables.
      documents.set(start, quote === '' ? body : body.replaceAll('$', ''));
      return `${start}${after}`;
    },
  );
  return { commands: rest.replaceAll('\\\n', ' ').split(/\n|;|&&|\|\|/), documents };
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** The path as a word of its own. */
function wordOf(file: string): string {
  return `["']?${escaped(file)}["']?(?=$|[\\s)|&])`;
}

function mentions(command: string, file: string): boolean {
  return new RegExp(wordOf(file)).test(command);
}

function isRedirectedTo(command: string, file: string): boolean {
  return new RegExp(`>{1,2}\\|?\\s*${wordOf(file)}`).test(command);
}

const TEE = /(?:^|[\s|/])tee\b/;

function isArgumentOf(program: RegExp, command: string, file: string): boolean {
  const at = program.exec(command);
  return at !== null && mentions(command.slice(at.index), file);
}

const COPIES = /(?:^|[\s/])(?:cp|install|ln|mv)\s/;

function isLastArgument(command: string, file: string): boolean {
  return COPIES.test(command) && new RegExp(`\\s${wordOf(file)}\\s*$`).test(command);
}

/** `echo` or `printf` of words that the script itself spells out. */
function isLiteralOutput(command: string): boolean {
  const output = /(?:^|[\s({/"'])(?:echo|printf)\s+([^|>]*)/.exec(command)?.[1];
  if (output === undefined) return false;
  const words = output.replace(/(^|\s)-[neE]+(?=\s)/g, '$1').replace(/["']?(?:%s|\\n)+["']?/g, '');
  return isLiteral(words);
}

function isLiteral(text: string): boolean {
  return /[\w]/.test(text) && !/[$`‹]/.test(text);
}
