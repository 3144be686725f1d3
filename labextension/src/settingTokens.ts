/** What the server says of project, store, policy and transfer target (docs/rest.md). */

export interface Setting {
  name: string;
  value: string;
  source: 'site' | 'server' | 'user' | 'environment' | 'default';
  how?: string;
  /** What the person chose, in force or not. */
  choice?: string | null;
  /** What may be chosen: null for whatever the server takes, empty for nothing. */
  allowed?: string[] | null;
}

export interface OtherPlace {
  store: string;
  project: string;
  staged: number;
  requests: number;
}

/** What a person may choose; empty takes a choice back. */
export interface Wishes {
  project?: string;
  store?: string;
  transfer?: string;
}
