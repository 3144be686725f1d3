/** What became of a request that was sent (docs/rest.md). */

export interface Submission {
  backend: string;
  remote_id: string | null;
  state: string;
  message: string;
  submitted_at: string | null;
  receipt: Record<string, unknown> | null;
  /** Where nothing answers: when it is tried again, and within one go which try of how many that is. */
  waiting?: { until: string; attempt?: number; of?: number };
}
