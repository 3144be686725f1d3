import { Signal } from '@lumino/signaling';
import type { AirlockModel } from '../src/model';
import { Choices } from '../src/choices';
import { AirlockError } from '../src/request';
import type { Wishes } from '../src/settingTokens';
import { SettingsBridge } from '../src/wishes';

/** The settings editor's side, and a server that takes or refuses. */
class Desk {
  user: Record<string, string> = {};
  changed = new Signal<this, void>(this);
  sent: Wishes[] = [];
  told: string[] = [];
  refuse = false;
  state = { info: null as unknown };
  modelChanged = new Signal<this, unknown>(this);
  choices = new Choices(
    {
      choose: (wishes: Wishes) => {
        this.sent.push(wishes);
        return this.refuse
          ? Promise.reject(new AirlockError('setting-locked', 'The project is locked by your site.'))
          : Promise.resolve();
      }
    } as never,
    () => Promise.resolve()
  );
  bridge: SettingsBridge;

  constructor(user: Record<string, string> = {}) {
    this.user = user;
    const settings = {
      changed: this.changed,
      get: (name: string) => ({ user: this.user[name], composite: this.user[name] ?? '' }),
      set: (name: string, value: string) => this.edit(name, value),
      remove: (name: string) => this.edit(name, undefined)
    };
    const model = { choices: this.choices, changed: this.modelChanged, state: this.state };
    const tell = (error: AirlockError): number => this.told.push(error.message);
    this.bridge = new SettingsBridge(settings as never, model as unknown as AirlockModel, tell, 10);
  }

  edit(name: string, value: string | undefined): Promise<void> {
    const others = Object.entries(this.user).filter(([known]) => known !== name);
    this.user = Object.fromEntries(value === undefined ? others : [...others, [name, value]]);
    this.changed.emit();
    return Promise.resolve();
  }

  meet(project: string | null, allowed: string[] | null = null): void {
    this.state.info = {
      settings: ['project', 'store', 'transfer'].map(name => ({
        name,
        choice: name === 'project' ? project : null,
        allowed: name === 'project' ? allowed : null
      }))
    };
    this.modelChanged.emit(this.state);
  }
}

const pause = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 60));

describe('the settings editor and the server', () => {
  it('ask nothing while they agree, and nothing before somebody acts', async () => {
    const desk = new Desk({ project: 'RR151' });
    await pause();
    desk.meet('RR151');
    await pause();
    expect(desk.sent).toEqual([]);
  });

  it('send what a person typed once they stopped typing', async () => {
    const desk = new Desk();
    desk.meet(null);
    for (const part of ['R', 'RR', 'RR1', 'RR15', 'RR151']) {
      void desk.edit('project', part);
    }
    await pause();
    expect(desk.sent).toEqual([{ project: 'RR151' }]);
  });

  it('say a refusal and put the editor back to what is in force', async () => {
    const desk = new Desk({ project: 'RR150' });
    desk.meet('RR150');
    desk.refuse = true;
    void desk.edit('project', 'RR151');
    await pause();
    expect(desk.told).toEqual(['The project is locked by your site.']);
    expect(desk.user).toEqual({ project: 'RR150' });
    expect(desk.sent).toHaveLength(1);
  });

  it('show in the editor what was chosen in the panel', async () => {
    const desk = new Desk();
    desk.meet(null);
    await desk.choices.choose({ project: 'RR7', transfer: 'manual' });
    await pause();
    expect(desk.user).toEqual({ project: 'RR7', transferTarget: 'manual' });
    await desk.choices.choose({ project: '' });
    await pause();
    expect(desk.user).toEqual({ transferTarget: 'manual' });
    expect(desk.sent).toHaveLength(2);
  });

  it('do not ask on every load for what is locked', async () => {
    const desk = new Desk({ project: 'RR151' });
    desk.meet('RR150', []);
    await pause();
    expect(desk.sent).toEqual([]);
    expect(desk.told).toEqual([]);
  });

  it('try a wish that the server never took, once', async () => {
    const desk = new Desk({ project: 'RR151' });
    desk.meet(null);
    desk.meet(null);
    await pause();
    expect(desk.sent).toEqual([{ project: 'RR151' }]);
  });

  it('stop listening when they are disposed', async () => {
    const desk = new Desk();
    desk.meet(null);
    desk.bridge.dispose();
    void desk.edit('project', 'RR151');
    await pause();
    expect(desk.sent).toEqual([]);
    expect(desk.bridge.isDisposed).toBe(true);
  });
});
