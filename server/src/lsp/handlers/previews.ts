// The requests behind the preview of a runner's unit.
import { preview, runnersOfFile } from '../../features';
import { previewOf, summaryOf } from '../convert';
import {
  PREVIEW_REQUEST,
  RUNNERS_REQUEST,
  type PreviewParams,
  type PreviewResponse,
  type RunnersParams,
  type RunnersResult,
} from '../protocol';
import type { Handler } from './handler';

export const previewsHandler: Handler = {
  register({ connection, evaluated }) {
    connection.onRequest(
      RUNNERS_REQUEST,
      evaluated<RunnersParams, RunnersResult>('listing runners', [], (file) => runnersOfFile(file).map(summaryOf)),
    );
    connection.onRequest(
      PREVIEW_REQUEST,
      evaluated<PreviewParams, PreviewResponse>(
        'previewing a runner',
        null,
        (file, choice, { programAt, addressOf }) => {
          const found = preview(file, choice, programAt);
          return found === undefined ? null : previewOf(found, addressOf);
        },
      ),
    );
  },
};
