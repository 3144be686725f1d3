import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import { locksOf, withLocks } from '../src/locks';
import type { Setting } from '../src/settingTokens';
import { trans } from './samples';

function plugin(user: Record<string, string> = {}): ISettingRegistry.IPlugin {
  const text = (title: string): object => ({
    type: 'string',
    title,
    default: '',
    description: 'What it is.'
  });
  return {
    id: 'gel-airlock-jupyter:plugin',
    raw: '{}',
    version: '1',
    data: { user, composite: user },
    schema: {
      type: 'object',
      properties: { project: text('Project'), store: text('Store'), transferTarget: text('Transfer target') }
    }
  } as unknown as ISettingRegistry.IPlugin;
}

function setting(change: Partial<Setting>): Setting {
  return { name: 'project', value: 'RR150', source: 'site', allowed: [], choice: null, ...change };
}

const shown = (settings: Setting[], user = {}): Record<string, Record<string, unknown>> =>
  withLocks(plugin(user), settings, trans).schema.properties as never;

describe('the settings editor', () => {
  it('shows what the site locked as locked, with what is in force', () => {
    const { project, store } = shown([setting({}), setting({ name: 'store', allowed: null })]);

    expect(project).toMatchObject({ readOnly: true, title: 'Project (locked)' });
    expect(project?.['description']).toBe('Locked by your site: RR150.');
    expect(store).toEqual(plugin().schema.properties?.['store']);
  });

  it('says that a choice made before the lock is not in force', () => {
    const { project } = shown([setting({ choice: 'RR9' })], { project: 'RR9' });

    expect(project?.['description']).toBe('Locked by your site: RR150. Your choice RR9 is not in force.');
  });

  it('offers what the site lists, and never refuses to read what stands there', () => {
    const target = setting({ name: 'transfer', source: 'user', allowed: ['main', 'manual'] });

    const { transferTarget } = shown([target], { transferTarget: 'gone' });

    expect(transferTarget?.['enum']).toEqual(['', 'main', 'manual', 'gone']);
    expect(transferTarget?.['readOnly']).toBeUndefined();
  });

  it('is read anew only where something is bound, and once for each change of that', () => {
    expect(locksOf([setting({ allowed: null }), setting({ name: 'policy' })])).toBe('');
    expect(locksOf([setting({})])).not.toBe('');
    expect(locksOf([setting({})])).toBe(locksOf([setting({})]));
    expect(locksOf([setting({ value: 'RR151' })])).not.toBe(locksOf([setting({})]));
  });
});
