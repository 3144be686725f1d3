import type { ServerConnection } from '@jupyterlab/services';
import { call } from './request';
import type { AirlockRequest, Form, Info, Item, Problem, Session } from './tokens';

export interface Listing<T> {
  entries: T[];
  problems: Problem[];
}

interface Kept {
  etag: string;
  body: unknown;
}

/** The server extension's verbs, typed. Lists are kept with their ETag, so that an unchanged one costs no body. */
export class AirlockApi {
  constructor(private readonly settings: ServerConnection.ISettings) {}

  info(): Promise<Info> {
    return this.json<Info>('info');
  }

  async sessions(): Promise<Session[]> {
    return (await this.json<{ sessions: Session[] }>('sessions')).sessions;
  }

  async items(): Promise<Listing<Item>> {
    const body = await this.listing<{ items: Item[]; problems?: Problem[] }>('items');
    return { entries: body.items, problems: body.problems ?? [] };
  }

  item(id: string): Promise<Item> {
    return this.json<Item>(`items/${encodeURIComponent(id)}`);
  }

  editItem(id: string, change: Partial<Item>): Promise<Item> {
    return this.json<Item>(`items/${encodeURIComponent(id)}`, 'PATCH', change);
  }

  async removeItem(id: string): Promise<void> {
    await call(this.settings, `items/${encodeURIComponent(id)}`, { method: 'DELETE' });
  }

  restoreItem(id: string): Promise<Item> {
    return this.json<Item>(`items/${encodeURIComponent(id)}/restore`, 'POST', {});
  }

  async requests(): Promise<Listing<AirlockRequest>> {
    const body = await this.listing<{ requests: AirlockRequest[]; problems?: Problem[] }>('requests');
    return { entries: body.requests, problems: body.problems ?? [] };
  }

  createRequest(form: Form): Promise<AirlockRequest> {
    return this.json<AirlockRequest>('requests', 'POST', { form });
  }

  editRequest(id: string, change: { form?: Form; items?: string[] }): Promise<AirlockRequest> {
    return this.json<AirlockRequest>(`requests/${encodeURIComponent(id)}`, 'PATCH', change);
  }

  async removeRequest(id: string): Promise<void> {
    await call(this.settings, `requests/${encodeURIComponent(id)}`, { method: 'DELETE' });
  }

  submit(id: string): Promise<AirlockRequest> {
    return this.json<AirlockRequest>(`requests/${encodeURIComponent(id)}/submission`, 'POST', {});
  }

  askBackEnd(id: string): Promise<AirlockRequest> {
    return this.json<AirlockRequest>(`requests/${encodeURIComponent(id)}/submission`);
  }

  /** Seals the request (once) and answers a part of its bundle with the file's name. */
  async bundle(id: string, part: string): Promise<{ file: string; bytes: Blob }> {
    const path = `requests/${encodeURIComponent(id)}/bundle?part=${encodeURIComponent(part)}`;
    const response = await call(this.settings, path);
    const file = fileNameOf(response.headers.get('Content-Disposition')) ?? `${id}-${part}`;
    return { file, bytes: await response.blob() };
  }

  private async json<T>(path: string, method = 'GET', body?: unknown): Promise<T> {
    const init: RequestInit = { method };
    if (body !== undefined) {
      init.body = JSON.stringify(body);
    }
    return (await (await call(this.settings, path, init)).json()) as T;
  }

  private async listing<T>(path: string): Promise<T> {
    const kept = this.kept.get(path);
    const init: RequestInit = kept ? { headers: { 'If-None-Match': kept.etag } } : {};
    const response = await call(this.settings, path, init);
    if (response.status === 304 && kept) {
      return kept.body as T;
    }
    const body = (await response.json()) as T;
    const etag = response.headers.get('ETag');
    if (etag) {
      this.kept.set(path, { etag, body });
    }
    return body;
  }

  private readonly kept = new Map<string, Kept>();
}

/** The file name in a Content-Disposition header, the UTF-8 form first. */
export function fileNameOf(header: string | null): string | null {
  const encoded = header?.match(/filename\*=UTF-8''([^;]+)/i)?.[1];
  if (encoded) {
    return decodeURIComponent(encoded);
  }
  return header?.match(/filename="?([^";]+)"?/i)?.[1] ?? null;
}
