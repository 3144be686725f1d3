import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

/** A refusal or a failure, in the words of the contract: what happened, and what to do. */
export class AirlockError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly hint: string = '',
    readonly status: number = 0
  ) {
    super(message);
    this.name = 'AirlockError';
  }
}

/** What went wrong, whatever was thrown. */
export function toAirlockError(reason: unknown): AirlockError {
  if (reason instanceof AirlockError) {
    return reason;
  }
  return new AirlockError('unexpected', reason instanceof Error ? reason.message : String(reason));
}

interface ErrorBody {
  code?: unknown;
  message?: unknown;
  hint?: unknown;
}

/** Reads the server's refusal; answers that do not follow the contract (a proxy's page, say) still make sense. */
export function refusal(status: number, text: string): AirlockError {
  let body: ErrorBody = {};
  try {
    const parsed: unknown = JSON.parse(text);
    body = parsed && typeof parsed === 'object' ? (parsed as ErrorBody) : {};
  } catch {
    // not JSON: the status has to do
  }
  const said = (value: unknown): string => (typeof value === 'string' ? value : '');
  if (status === 404 && !said(body.code)) {
    return new AirlockError(
      'server-extension-missing',
      'The Airlock server extension is not running.',
      'Install gel-airlock-jupyter where Jupyter itself runs, then restart Jupyter.',
      status
    );
  }
  return new AirlockError(
    said(body.code) || `http-${status}`,
    said(body.message) || `The server answered ${status}.`,
    said(body.hint),
    status
  );
}

/** One call of the server extension. `settings` carries base URL, token and XSRF. */
export async function call(
  settings: ServerConnection.ISettings,
  path: string,
  init: RequestInit = {}
): Promise<Response> {
  const url = URLExt.join(settings.baseUrl, 'gel-airlock', path);
  let response: Response;
  try {
    response = await ServerConnection.makeRequest(url, { cache: 'no-store', ...init }, settings);
  } catch {
    throw new AirlockError(
      'offline',
      'Jupyter does not answer.',
      'Check that the Jupyter server is running; the panel tries again by itself.'
    );
  }
  if (!response.ok && response.status !== 304) {
    throw refusal(response.status, await response.text());
  }
  return response;
}
