// What an editor waits for: parsing, a keystroke, findings, the preview; for a short and a long configuration.
import { createAnalysis } from '../../server/src/workspace/analysis';
import { nodeFiles } from '../../server/src/workspace/node-files';
import { loadNodeParser } from '../../server/src/workspace/node-parser';
import { configuration } from './configurations';
import { median, printRows, type Row } from './measure';

const FILE = '/bench/configuration.nix';
const ROUNDS = 15;

export async function editor(): Promise<void> {
  const parser = await loadNodeParser({ deadline: 60_000 });
  for (const lines of [100, 5000]) {
    const text = configuration(lines);
    const label = text.indexOf('"a"') + 1;
    const rows: Row[] = [];
    rows.push({ name: 'parse', ours: median(ROUNDS, () => parser.parse(text)) });

    const document = parser.open(text);
    let length = 0;
    const type = (): void => {
      document.edit([{ start: label, end: label, newText: 'x' }]);
      length++;
    };
    rows.push({ name: 're-parse after a keystroke', ours: median(ROUNDS, type) });
    document.dispose();

    const analysis = createAnalysis({ parser, files: nodeFiles([]), system: 'x86_64-linux' });
    analysis.programs.open(FILE, text);
    let current = text;
    const keystroke = (): void => {
      current = `${current.slice(0, label)}x${current.slice(label)}`;
      analysis.programs.change(FILE, [{ start: label, end: label, newText: 'x' }], current);
      const result = analysis.file(FILE, '25.05');
      if (result === undefined || result.findings.length > 0) throw new Error('the configuration has findings');
    };
    rows.push({ name: 'keystroke to diagnostics', ours: median(ROUNDS, keystroke) });

    const preview = (): void => {
      const host = analysis.file(FILE, '25.05')?.hosts[0];
      const runner = host?.runners[0];
      if (runner === undefined || host?.preview(runner) === undefined) throw new Error('there is no preview');
    };
    rows.push({ name: 'preview', ours: median(ROUNDS, preview) });
    printRows(`editor, ${lines} lines (${(text.length / 1024).toFixed(0)} KiB; ${length} keystrokes)`, rows);
  }
}
