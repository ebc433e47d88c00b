import { linesOf } from '../../evaluator/position';
import { references } from '../../features';
import { locationOf } from '../convert';
import type { Handler } from './handler';

export const referencesHandler: Handler = {
  capabilities: { referencesProvider: true },
  register({ connection, evaluated }) {
    connection.onReferences(
      evaluated('finding references', null, (file, { position, context }, { addressOf, ...around }) => {
        const offset = linesOf(file.program.source).offset(position);
        return references(file, offset, context.includeDeclaration, around).map((at) => locationOf(at, addressOf));
      }),
    );
  },
};
