/** The API for the doctor: that no service runs is a finding of its own, with what can be done without one. */
import type { Api } from '../api/endpoint.ts';
import { AppError } from '../app/errors.ts';
import type { Faces } from './faces.ts';

export async function doctorApi(faces: Faces): Promise<Api> {
  try {
    return await faces.api();
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'unreachable') throw error;
    throw new AppError('unreachable', error.message, {
      ...(error.path === undefined ? {} : { path: error.path }),
      remedy:
        'start it with "tabduty serve", or add --offline: that looks at folder, configuration, secrets, sites and hosts, and not at loops, nor whether Tableau gets through',
      cause: error,
    });
  }
}
