import type { ServerConnection } from '@jupyterlab/services';
import { call } from './request';
import type { Wishes } from './settingTokens';
import type {
  AirlockRequest,
  FixedFile,
  Form,
  FormTemplate,
  Info,
  Item,
  LiveObject,
  Login,
  Participants,
  Problem,
  Report,
  Rule,
  Session
} from './tokens';

export interface Listing<T> {
  entries: T[];
  problems: Problem[];
}

/** A change of a draft; `was` says what the changed answers were, so that nothing is undone unseen. */
export interface Change {
  form?: Form;
  was?: Form;
  items?: string[];
}

export interface Download {
  file: string;
  bytes: Blob;
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

  /** Choose project, store or transfer target; a refusal changes nothing. */
  async choose(wishes: Wishes): Promise<void> {
    await call(this.settings, 'settings', { method: 'PUT', body: JSON.stringify(wishes) });
  }

  /** How File Transfer knows this person; POST begins to sign in, DELETE signs out. */
  login(method: 'GET' | 'POST' | 'DELETE' = 'GET'): Promise<Login> {
    return this.json<Login>('login', method, method === 'POST' ? {} : undefined);
  }

  /** The participant-id file of a request; with a text it is written anew, with null it is removed. */
  participants(id: string, text?: string | null): Promise<Participants> {
    const path = `requests/${encodeURIComponent(id)}/participants`;
    if (text === undefined) {
      return this.json<Participants>(path);
    }
    return text === null
      ? this.json<Participants>(path, 'DELETE')
      : this.json<Participants>(path, 'PUT', { text });
  }

  /** Write a cleaned copy of a file beside it. */
  fixFile(path: string, declared: object): Promise<FixedFile> {
    return this.json<FixedFile>('fixes', 'POST', { path, declared });
  }

  /** The project's answers under names; with a change, as they are after it. */
  async templates(change?: { name: string; form?: Form; rename?: string }): Promise<FormTemplate[]> {
    const answer = this.json<{ templates: FormTemplate[] }>('templates', change ? 'PUT' : 'GET', change);
    return (await answer).templates;
  }

  async removeTemplate(name: string): Promise<FormTemplate[]> {
    const path = `templates?name=${encodeURIComponent(name)}`;
    return (await this.json<{ templates: FormTemplate[] }>(path, 'DELETE')).templates;
  }

  async sessions(): Promise<Session[]> {
    return (await this.json<{ sessions: Session[] }>('sessions')).sessions;
  }

  /** What a kernel holds that could be exported, the newest change first. */
  async objects(kernel: string): Promise<LiveObject[]> {
    const path = `sessions/${encodeURIComponent(kernel)}/objects`;
    return (await this.json<{ objects: LiveObject[] }>(path)).objects;
  }

  async rules(): Promise<Rule[]> {
    return (await this.json<{ rules: Rule[] }>('rules')).rules;
  }

  async items(): Promise<Listing<Item>> {
    const body = await this.listing<{ items: Item[]; problems?: Problem[] }>('items');
    return { entries: body.items, problems: body.problems ?? [] };
  }

  item(id: string): Promise<Item> {
    return this.json<Item>(`items/${encodeURIComponent(id)}`);
  }

  editItem(id: string, change: Partial<Item> & { file?: string }): Promise<Item> {
    return this.json<Item>(`items/${encodeURIComponent(id)}`, 'PATCH', change);
  }

  async removeItem(id: string): Promise<void> {
    await call(this.settings, `items/${encodeURIComponent(id)}`, { method: 'DELETE' });
  }

  restoreItem(id: string): Promise<Item> {
    return this.json<Item>(`items/${encodeURIComponent(id)}/restore`, 'POST', {});
  }

  /** Check or stage a file of the file browser. */
  fromFile(path: string, state: 'checked' | 'staged', said: object = {}): Promise<Item> {
    return this.json<Item>('items', 'POST', { ...said, path, state });
  }

  /** The frozen bytes of a staged output. */
  async file(id: string): Promise<Blob> {
    return (await call(this.settings, `items/${encodeURIComponent(id)}/file`)).blob();
  }

  /** What all staged outputs give away together. */
  together(): Promise<Report> {
    return this.json<Report>('items/check', 'POST', {});
  }

  async requests(): Promise<Listing<AirlockRequest>> {
    const body = await this.listing<{ requests: AirlockRequest[]; problems?: Problem[] }>('requests');
    return { entries: body.requests, problems: body.problems ?? [] };
  }

  createRequest(form: Form): Promise<AirlockRequest> {
    return this.json<AirlockRequest>('requests', 'POST', { form });
  }

  editRequest(id: string, change: Change): Promise<AirlockRequest> {
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

  /** A step of the author in a request that was sent: `messages`, `withdraw`, `resubmit`, `revise`, `seen`. */
  step(id: string, verb: string, body: Record<string, string> = {}): Promise<AirlockRequest> {
    return this.json<AirlockRequest>(`requests/${encodeURIComponent(id)}/${verb}`, 'POST', body);
  }

  /** The released outputs, with the file's name. */
  release(id: string): Promise<Download> {
    return this.download(`requests/${encodeURIComponent(id)}/release`, `${id}-release.zip`);
  }

  /** The page that reviewers of this draft would read. */
  async preview(id: string): Promise<string> {
    return (await this.json<{ page: string }>(`requests/${encodeURIComponent(id)}/preview`)).page;
  }

  /** Seals the request (once) and answers a part of its bundle with the file's name. */
  bundle(id: string, part: string): Promise<Download> {
    const path = `requests/${encodeURIComponent(id)}/bundle?part=${encodeURIComponent(part)}`;
    return this.download(path, `${id}-${part}`);
  }

  private async download(path: string, fallback: string): Promise<Download> {
    const response = await call(this.settings, path);
    const file = fileNameOf(response.headers.get('Content-Disposition')) ?? fallback;
    return { file, bytes: await response.blob() };
  }

  /** Where the server is: what is kept in this browser is kept for it. */
  get address(): string {
    return this.settings.baseUrl;
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
