import { linesOf } from '../../evaluator/position';
import type { Location, LocationLink, Position } from 'vscode-languageserver/node';
import { definitions } from '../../features';
import { linkOf, locationOf, rangeOf } from '../convert';
import type { Handler } from './handler';

export const definitionHandler: Handler = {
  capabilities: { definitionProvider: true },
  register({ connection, evaluated, abilities }) {
    connection.onDefinition(
      evaluated<{ textDocument: { uri: string }; position: Position }, LocationLink[] | Location[] | null>(
        'finding definitions',
        null,
        (file, { position }, { addressOf, ...around }) => {
          const { source } = file.program;
          const found = definitions(file, linesOf(source).offset(position), around);
          if (found === undefined) return null;
          return abilities()?.textDocument?.definition?.linkSupport === true
            ? found.places.map((at) => linkOf(rangeOf(source, found.span), at, addressOf))
            : found.places.map((at) => locationOf(at, addressOf));
        },
      ),
    );
  },
};
