/** Names shared by the whole extension, and the words of the REST contract (docs/rest.md). */

import type { Submission } from './sendingTokens';
import type { OtherPlace, Setting } from './settingTokens';
import type { Sketch } from './sketches';

export const CORE_ID = 'gel-airlock-jupyter:core';
export const PLUGIN_ID = 'gel-airlock-jupyter:plugin';
export const CELLS_ID = 'gel-airlock-jupyter:cells';
export const FILES_ID = 'gel-airlock-jupyter:files';
export const REPORTS_ID = 'gel-airlock-jupyter:reports';
export const STATUS_ID = 'gel-airlock-jupyter:status';
export const NEWS_ID = 'gel-airlock-jupyter:news';
export const PANEL_ID = 'gel-airlock-panel';
export const REPORT_MIME = 'application/vnd.gel-airlock.report+json';

export const CommandIDs = {
  open: 'gel-airlock:open',
  refresh: 'gel-airlock:refresh',
  request: 'gel-airlock:request',
  load: 'gel-airlock:load-in-kernel',
  checkCell: 'gel-airlock:check-cell',
  stageCell: 'gel-airlock:stage-cell',
  checkFile: 'gel-airlock:check-file',
  stageFile: 'gel-airlock:stage-file'
} as const;

export type Severity = 'fail' | 'review' | 'warn' | 'info';
export type Verdict = 'pass' | 'review' | 'fail';

export interface Location {
  kind: string;
  label: string;
  row: number | null;
  column: number | null;
  /** In a file of several tables: which one, and row and column there. */
  part?: string;
  at?: [number | null, number | null];
}

export interface Finding {
  rule: string;
  severity: Severity;
  message: string;
  where: Location[];
  places: number;
  fix: string | null;
}

/** The first cells as text. Flags are positions in `rows`; numbers count from 1 in the whole table. */
export interface Preview {
  header: string[];
  rows: string[][];
  row_numbers: number[];
  column_numbers?: number[];
  index_columns: number;
  flags: [number, number, Severity][];
  total_rows: number;
  total_columns: number;
  /** The table's name in a file of several. */
  part?: string;
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
  /** The other tables of a file. */
  more_previews?: Preview[];
  /** Figures, drawn from what was read of them. */
  sketches?: Sketch[];
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
  /** What was taken out of the code behind it, and why reviewers may read the code without it. */
  removed?: { where: string; kind: string }[];
  acknowledged?: string;
  /** The name it had in the kernel; empty for files. */
  variable?: string;
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
  review?: Review | null;
  replaces?: string | null;
  release?: { file: string; sha256: string; bytes: number; fetched_at: string } | null;
  history: { at: string; state: string; note: string; by?: string }[];
  /** Lines of the history that the service wrote since the person last looked. */
  unseen?: number;
  created_at: string;
  updated_at: string;
}

export interface Field {
  name: string;
  label: string;
  required: boolean;
  kind: 'text' | 'date' | 'long' | 'choice' | 'check';
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
  /** Where and how this server works, who set it, and what a person may choose. */
  settings?: Setting[];
  /** Other projects and stores that hold something. */
  elsewhere?: OtherPlace[];
}

/** Answers to the form that a person keeps under a name. */
export interface FormTemplate {
  name: string;
  form: Form;
}

/** How File Transfer knows this person. */
export interface Login {
  method: 'none' | 'token' | 'device';
  state: 'signed_in' | 'signed_out' | 'pending' | 'expired';
  message: string;
  user_code: string | null;
  verification_uri: string | null;
  verification_uri_complete: string | null;
}

/** The participant-id file of a request: how many ids it holds, never which. */
export interface Participants {
  needed: boolean;
  count: number;
  file: string | null;
}

/** A cleaned copy of a file, beside it. */
export interface FixedFile {
  path: string;
  changes: string[];
  report: Report;
}

export interface Session {
  kernel_id: string;
  package_version: string;
  notebook: string | null;
  started_at: string;
  pid: number;
  /** Where the kernel works, and what of it it set for itself. */
  project?: string;
  store?: string;
  pinned?: string[];
}

/** What reviewers said so far. */
export interface Review {
  round?: number;
  verdict?: string | null;
  outputs: {
    position?: number;
    file: string;
    verdict?: string;
    decision: 'approved' | 'rejected' | null;
    comments: string[];
  }[];
  comments: string[];
  notes?: string[];
  messages: Message[];
  released?: boolean;
}

export interface Message {
  at: string;
  author: string;
  text: string;
  mine: boolean;
}

/** An object of a kernel that could be exported, as the kernel listed it after its last cell. */
export interface LiveObject {
  name: string;
  kind: string;
  type: string;
  library: string;
  shape: number[] | null;
  changed_at: string;
  cell: number;
}

/** The page of a rule: what it looks for, why, what to do. */
export interface Rule {
  rule: string;
  title: string;
  page: string;
}

/** A live object, or what a cell showed: which kernel holds it, and what was declared about it. */
export interface Target {
  name: string;
  kernelId: string | null;
  declared: Record<string, unknown>;
}

/** A masked copy beside its original. */
export interface Fixed {
  item: Item;
  output: string;
  changes: string[];
  before: Report;
  after: Report;
}

/** A live figure, drawn small; `boxes` are fractions (left, top, right, bottom) of it, by the label of a place. */
export interface Picture {
  png: string;
  width: number;
  height: number;
  boxes: Record<string, [number, number, number, number]>;
}

/** What a person adds to an output when staging it. */
export interface StageAnswers {
  title: string;
  description: string;
  justification: string;
  alt_text?: string;
  /** Why a failing output should leave nevertheless. */
  exception?: string;
  file?: string;
}

/** The data of an inline report. */
export interface InlineReport {
  report: Report;
  item: string | null;
  kernel_id: string | null;
}
