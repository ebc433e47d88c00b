// The requests behind the preview of a runner's unit.
import { preview, runnersOfFile } from '../../features';
import { summaryOf } from '../convert';
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
      evaluated<PreviewParams, PreviewResponse>('previewing a runner', null, (file, { option }, { programAt }) => {
        const found = preview(file, option, programAt);
        if (found === undefined) return null;
        const { runner, documents, notes } = found;
        return { runner: summaryOf(runner), release: runner.host.release.release, documents, notes };
      }),
    );
  },
};
