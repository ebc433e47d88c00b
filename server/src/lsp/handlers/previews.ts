// The requests behind the preview of a runner's unit.
import { isAbsolute } from 'node:path';
import { preview, runnersOfFile, unknownValues } from '../../features';
import { locationOf, previewOf, summaryOf } from '../convert';
import {
  PREVIEW_REQUEST,
  RUNNERS_REQUEST,
  UNKNOWN_VALUES_REQUEST,
  type PreviewParams,
  type PreviewResponse,
  type RunnersParams,
  type RunnersResult,
  type UnknownValuesParams,
  type UnknownValuesResult,
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
    connection.onRequest(
      UNKNOWN_VALUES_REQUEST,
      evaluated<UnknownValuesParams, UnknownValuesResult>(
        'listing unknown values',
        [],
        (file, { host }, { addressOf }) =>
          unknownValues(file, host).map(({ at, advice, ...value }) => ({
            ...value,
            ...(advice !== undefined && { advice }),
            // Texts that belong to no file have names instead of paths.
            ...(at !== undefined && isAbsolute(at.source.path) && { location: locationOf(at, addressOf) }),
          })),
      ),
    );
  },
};
