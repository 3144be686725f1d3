/** Names shared by the whole extension, and the words of the REST contract (docs/rest.md). */

export const PLUGIN_ID = 'gel-airlock-jupyter:plugin';
export const PANEL_ID = 'gel-airlock-panel';
export const REPORT_MIME = 'application/vnd.gel-airlock.report+json';

export const CommandIDs = {
  open: 'gel-airlock:open',
  refresh: 'gel-airlock:refresh',
  request: 'gel-airlock:request',
  load: 'gel-airlock:load-in-kernel'
} as const;

export type Severity = 'fail' | 'review' | 'warn' | 'info';
export type Verdict = 'pass' | 'review' | 'fail';

export interface Location {
  kind: string;
  label: string;
  row: number | null;
  column: number | null;
}

export interface Finding {
  rule: string;
  severity: Severity;
  message: string;
  where: Location[];
  places: number;
  fix: string | null;
}

/** The first cells as text. Flags are positions in `rows`; `row_numbers` counts from 1 in the whole table. */
export interface Preview {
  header: string[];
  rows: string[][];
  row_numbers: number[];
  index_columns: number;
  flags: [number, number, Severity][];
  total_rows: number;
  total_columns: number;
}

export interface Report {
  schema: number;
  name: string;
  kind: string;
  verdict: Verdict;
  findings: Finding[];
  read_as: { column: string; role: string; reason: string }[];
  questions: string[];
  declared: Record<string, unknown>;
  policy: { id: string; version: string; digest: string };
  tool: { name: string; version: string };
  shape: [number, number] | null;
  preview: Preview | null;
  milliseconds: number;
}

export interface Item {
  id: string;
  project: string;
  state: 'checked' | 'staged';
  name: string;
  kind: string;
  title: string;
  description: string;
  alt_text: string;
  justification: string;
  exception: string;
  position: number;
  verdict: Verdict;
  counts: Record<Severity, number>;
  shape: string | null;
  kernel_id: string | null;
  notebook: string | null;
  created_at: string;
  updated_at: string;
  declared?: Record<string, unknown>;
  export: { file: string; media_type: string; bytes: number; sha256: string } | null;
  report: Report;
}

/** A record that could not be read; `of` is added here, from the list that told of it. */
export interface Problem {
  of?: 'item' | 'request';
  id: string;
  code: string;
  message: string;
  hint: string;
}

export interface Submission {
  backend: string;
  remote_id: string | null;
  state: string;
  message: string;
  submitted_at: string | null;
  receipt: Record<string, unknown> | null;
}

export type Form = Record<string, string>;

export interface AirlockRequest {
  id: string;
  project: string;
  state: string;
  form: Form;
  items: string[];
  outputs: { item: string; file: string; title: string; verdict: Verdict }[];
  verdict: Verdict;
  findings: Finding[];
  bundle: { file: string; sha256: string; bytes: number; sealed_at: string } | null;
  submission: Submission | null;
  history: { at: string; state: string; note: string }[];
  created_at: string;
  updated_at: string;
}

export interface Field {
  name: string;
  label: string;
  required: boolean;
  kind: 'text' | 'long' | 'choice' | 'check';
  options: string[];
  help: string;
}

export interface Info {
  version: string;
  policy: { id: string; version: string; digest: string; title: string; locked: boolean };
  project: string;
  store: string;
  backend: { name: string; target: string; ready: boolean; message: string };
  form: Field[];
}

export interface Session {
  kernel_id: string;
  package_version: string;
  notebook: string | null;
  started_at: string;
  pid: number;
}

/** Which live object to stage: its name in the kernel, and what was declared about it when it was checked. */
export interface Target {
  name: string;
  kernelId: string | null;
  declared: Record<string, unknown>;
}

/** What a person adds to an output when staging it. */
export interface StageAnswers {
  title: string;
  description: string;
  justification: string;
}

/** The data of an inline report. */
export interface InlineReport {
  report: Report;
  item: string | null;
  kernel_id: string | null;
}
