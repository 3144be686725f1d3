import { fileNameOf } from '../src/api';
import { AirlockError, refusal, toAirlockError } from '../src/request';

describe('a refusal', () => {
  it('keeps code, message and hint of the contract', () => {
    const text = JSON.stringify({ code: 'not-exportable', message: 'It fails.', hint: 'Fix it.' });

    expect(refusal(409, text)).toMatchObject({
      code: 'not-exportable',
      message: 'It fails.',
      hint: 'Fix it.',
      status: 409
    });
  });

  it('takes a 404 without a code for a missing server extension', () => {
    expect(refusal(404, '<html>Not found</html>').code).toBe('server-extension-missing');
  });

  it('makes sense of a page from a proxy', () => {
    expect(refusal(502, '<html>Bad gateway</html>').message).toBe('The server answered 502.');
  });

  it('does not trust the types in the answer', () => {
    expect(refusal(500, '{"code": 7, "message": ["x"]}')).toMatchObject({ code: 'http-500', hint: '' });
    expect(refusal(500, 'null').code).toBe('http-500');
  });

  it('is made of whatever was thrown', () => {
    expect(toAirlockError('odd').message).toBe('odd');
    expect(toAirlockError(new AirlockError('a', 'b')).code).toBe('a');
  });
});

describe('the name of a download', () => {
  it.each([
    ['attachment; filename="airlock-RR150.zip"', 'airlock-RR150.zip'],
    ['attachment; filename="x.zip"; filename*=UTF-8\'\'caf%C3%A9.zip', 'café.zip'],
    ['inline', null],
    [null, null]
  ])('in %s is %s', (header, name) => {
    expect(fileNameOf(header)).toBe(name);
  });
});
