import { hover } from '../../features';
import { hoverOf, linesOf } from '../convert';
import type { Handler } from './handler';

export const hoverHandler: Handler = {
  capabilities: { hoverProvider: true },
  register({ connection, evaluated }) {
    connection.onHover(
      evaluated('answering a hover', null, (file, { position }, { files }) => {
        const { source } = file.program;
        const found = hover(file, linesOf(source).offset(position), files);
        return found && hoverOf(source, found);
      }),
    );
  },
};
