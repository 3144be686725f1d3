/** One line of a receipt as a person reads it. */
export type ReceiptLine = [name: string, value: string];

interface Envelope {
  payload?: unknown;
  payloadType?: unknown;
}

function decoded(payload: string): unknown {
  const bytes = Uint8Array.from(atob(payload), character => character.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}

/** "receivedAt" as "received at". */
function words(path: string[]): string {
  return path
    .map(part =>
      part
        .replace(/([a-z])([A-Z])/g, '$1 $2')
        .toLowerCase()
        .replace(/_/g, ' ')
    )
    .join(' ');
}

function flatten(value: unknown, path: string[], into: ReceiptLine[]): void {
  if (Array.isArray(value)) {
    value.forEach((entry, index) =>
      flatten(entry, value.length > 1 ? [...path, String(index + 1)] : path, into)
    );
  } else if (value !== null && typeof value === 'object') {
    Object.entries(value).forEach(([key, entry]) => flatten(entry, [...path, key], into));
  } else if (value !== null && value !== undefined && value !== '') {
    into.push([words(path), String(value)]);
  }
}

/**
 * What a receipt says, line by line. A DSSE envelope is opened to show its statement; its signature was checked when
 * the receipt was accepted, and is not checked again here.
 */
export function receiptLines(receipt: Record<string, unknown>): ReceiptLine[] {
  const lines: ReceiptLine[] = [];
  const { payload } = receipt as Envelope;
  try {
    const statement = typeof payload === 'string' ? (decoded(payload) as Record<string, unknown>) : receipt;
    const { subject, predicate } = statement;
    flatten(predicate === undefined ? statement : { ...(predicate as object), bundle: subject }, [], lines);
  } catch {
    flatten(receipt, [], lines);
  }
  return lines;
}
