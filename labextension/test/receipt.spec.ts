/** @jest-environment node */
import { receiptLines } from '../src/receipt';

const statement = {
  subject: [{ name: 'airlock.zip', digest: { sha256: 'abc' } }],
  predicate: { requestId: 'r-1', receivedAt: '2026-11-22', note: 'zwölf', empty: null }
};

const envelope = {
  payloadType: 'application/vnd.in-toto+json',
  payload: Buffer.from(JSON.stringify(statement)).toString('base64'),
  signatures: [{ sig: 'x' }]
};

describe('a receipt', () => {
  it('is read out of its signed envelope, in words', () => {
    const lines = receiptLines(envelope);

    expect(lines).toContainEqual(['request id', 'r-1']);
    expect(lines).toContainEqual(['note', 'zwölf']);
    expect(lines).toContainEqual(['bundle digest sha256', 'abc']);
    expect(lines.map(([name]) => name)).not.toContain('empty');
  });

  it('is shown as it came when it is no envelope, or a broken one', () => {
    expect(receiptLines({ number: 7 })).toEqual([['number', '7']]);
    expect(receiptLines({ payload: '%%%' })).toEqual([['payload', '%%%']]);
  });
});
