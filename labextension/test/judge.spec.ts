import { judge } from '../src/tracker';
import type { Info, Session } from '../src/tokens';

const front = { notebook: 'a.ipynb', kernelId: 'k1', language: 'python' };
const session: Session = {
  kernel_id: 'k1',
  package_version: '0.1.0',
  notebook: 'a.ipynb',
  started_at: '',
  pid: 1
};
const info = { version: '0.1.0' } as Info;

describe('the notebook in front', () => {
  it('is ready when its kernel loaded the same version', () => {
    expect(judge(front, [session], info).kind).toBe('ready');
  });

  it('has not loaded the package when no session carries its kernel', () => {
    expect(judge({ ...front, kernelId: 'k2' }, [session], info).kind).toBe('unloaded');
  });

  it('runs another version when the session says so', () => {
    expect(judge(front, [{ ...session, package_version: '0.0.9' }], info)).toEqual({
      kind: 'version',
      kernelId: 'k1',
      busy: false,
      notebook: 'a.ipynb',
      version: '0.0.9',
      expected: '0.1.0'
    });
  });

  it('may run another language, be starting, or not be there', () => {
    expect(judge({ ...front, language: 'R' }, [], info).kind).toBe('foreign');
    expect(judge({ ...front, kernelId: null }, [], info).kind).toBe('starting');
    expect(judge(null, [session], info).kind).toBe('none');
  });
});
