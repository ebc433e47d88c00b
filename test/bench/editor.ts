// What an editor waits for: after each of many edits of a short and a long configuration, and from the server as a
// program of its own.
import { completion, hover, links, preview, semanticTokens } from '../../server/src/features';
import { changedText } from '../../server/src/syntax/change';
import { createAnalysis } from '../../server/src/workspace/analysis';
import { nodeFiles } from '../../server/src/workspace/node-files';
import { loadNodeParser } from '../../server/src/workspace/node-parser';
import { configuration } from './configurations';
import { randomEdits, randomNumbers } from './edits';
import { median, memoryInUse, printPercentiles, printRows, threadTime } from './measure';
import { serverLatency } from './server';

const FILE = '/bench/configuration.nix';
const EDITS = 1000;
const WARM_UP = 100;

export async function editor(): Promise<void> {
  const parser = await loadNodeParser({ deadline: 60_000 });
  for (const lines of [100, 5000]) {
    const text = configuration(lines);
    const title = `editor, ${lines} lines (${(text.length / 1024).toFixed(0)} KiB)`;
    printRows(`${title}, opened, time of the thread`, [
      { name: 'parse', ours: median(9, () => parser.parse(text), 3, threadTime) },
    ]);

    const files = nodeFiles([]);
    const analysis = createAnalysis({ parser, files, system: 'x86_64-linux' });
    analysis.programs.open(FILE, text);
    const url = text.indexOf('url =') + 1;
    const parsing: number[] = [];
    const diagnostics: number[] = [];
    const hovers: number[] = [];
    const completions: number[] = [];
    const previews: number[] = [];
    const colours: number[] = [];
    const linking: number[] = [];
    let current = text;
    const heapBefore = memoryInUse();
    for (const change of randomEdits(text, WARM_UP + EDITS, randomNumbers(1))) {
      current = changedText(current, [change]);
      const start = threadTime();
      analysis.programs.change(FILE, [change], current);
      const parsed = threadTime();
      const file = analysis.file(FILE, '25.05');
      if (file === undefined) throw new Error('the configuration cannot be read');
      const found = threadTime();
      hover(file, url);
      const hovered = threadTime();
      preview(file, {}, (path) => analysis.programs.get(path));
      const previewed = threadTime();
      // As the server has it while somebody types: what was evaluated last, which is this text here.
      completion(
        {
          program: file.program,
          file,
          release: '25.05',
          files,
          programAt: (path) => analysis.programs.get(path),
          inSession: (f, budget) => analysis.inSession(f, budget),
        },
        url,
        undefined,
      );
      const completed = threadTime();
      semanticTokens(file.program.parse);
      const coloured = threadTime();
      links(file.program.source, file.program.parse, files);
      const linked = threadTime();
      parsing.push(parsed - start);
      diagnostics.push(found - start);
      hovers.push(hovered - start);
      completions.push(parsed - start + completed - previewed);
      previews.push(found - start + previewed - hovered);
      colours.push(parsed - start + coloured - completed);
      linking.push(parsed - start + linked - coloured);
    }
    const heapAfter = memoryInUse();
    const measured = (name: string, times: readonly number[]): { name: string; times: readonly number[] } => ({
      name,
      times: times.slice(WARM_UP),
    });
    printPercentiles(`${title}, after each of ${EDITS} edits, time of the thread`, [
      measured('parse', parsing),
      measured('to diagnostics', diagnostics),
      measured('to a hover', hovers),
      measured('to a completion, from the last evaluation', completions),
      measured('to a preview', previews),
      measured('to the colours of names', colours),
      measured('to links', linking),
    ]);
    console.log(`  memory in use: ${heapBefore.toFixed(0)} MiB before, ${heapAfter.toFixed(0)} MiB after`);
    printPercentiles(`${title}, server over stdio`, [
      { name: 'keystroke to diagnostics', times: await serverLatency(text) },
    ]);
  }
}
