import { linesOf } from '../../evaluator/position';
import { hover, runnerHover } from '../../features';
import { difference } from '../../syntax/change';
import { hoverOf } from '../convert';
import type { Handler } from './handler';

export const hoverHandler: Handler = {
  capabilities: { hoverProvider: true },
  register({ connection, abilities, soonEvaluated }) {
    connection.onHover(
      soonEvaluated(
        'answering a hover',
        null,
        (file, { textDocument: { uri }, position }, { files, parsed, isNixElsewhere, addressOf }) => {
          const source = parsed(uri)?.source ?? file.program.source;
          // What was evaluated may be an earlier text: outside of what was edited since, it says the same.
          const { start, end, newText } = difference(file.program.source.text, source.text);
          const delta = newText.length - (end - start);
          const offset = linesOf(source).offset(position);
          if (offset > start && offset < end + delta) return null;
          const moved = (at: number, by: number): number => (at > start ? at + by : at);
          const at = moved(offset, -delta);
          const found = isNixElsewhere(uri) ? runnerHover(file, at) : hover(file, at, files);
          if (found === undefined) return null;
          const span = { start: moved(found.span.start, delta), end: moved(found.span.end, delta) };
          return hoverOf(source, { ...found, span }, addressOf, abilities()?.textDocument?.hover?.contentFormat);
        },
      ),
    );
  },
};
