import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Setting } from './settingTokens';
import { NAMES } from './wishes';
import type { Name } from './wishes';

type Plugin = ISettingRegistry.IPlugin;
type Property = ISettingRegistry.IProperty;

const isLocked = ({ allowed }: Setting): boolean => allowed?.length === 0;

/** What decides how the settings editor shows what may be chosen; empty where everything may be. */
export function locksOf(settings: readonly Setting[]): string {
  const bound = settings.filter(({ name, allowed }) => name in NAMES && allowed);
  return bound
    .map(({ name, value, choice, allowed }) => JSON.stringify([name, value, choice, allowed]))
    .join();
}

/** Why it cannot be changed, and what is in force. */
function explained({ value, source, choice }: Setting, trans: TranslationBundle): string {
  const site = ['site', 'server'].includes(source);
  const said = site
    ? trans.__('Locked by your site: %1.', value)
    : trans.__('It cannot be changed here: %1.', value);
  return choice ? `${said} ${trans.__('Your choice %1 is not in force.', choice)}` : said;
}

/**
 * The settings of the panel as their editor shows them: what the site locked cannot be typed over, and where it lists
 * what may be chosen, only that is offered. The server decides all the same; this spares a person its refusal.
 */
export function withLocks(plugin: Plugin, settings: readonly Setting[], trans: TranslationBundle): Plugin {
  const properties = { ...plugin.schema.properties };
  for (const setting of settings) {
    const key = NAMES[setting.name as Name] as string | undefined;
    const property = key === undefined ? undefined : properties[key];
    if (key === undefined || property === undefined || property['readOnly'] || !setting.allowed) {
      continue;
    }
    properties[key] = isLocked(setting)
      ? locked(property, setting, trans)
      : { ...property, enum: offered(plugin, key, property, setting) };
  }
  return { ...plugin, schema: { ...plugin.schema, properties } };
}

function locked(property: Property, setting: Setting, trans: TranslationBundle): Property {
  return {
    ...property,
    readOnly: true,
    title: trans.__('%1 (locked)', property.title ?? setting.name),
    description: explained(setting, trans)
  };
}

/** What may be chosen, and what stands there already. */
function offered(plugin: Plugin, key: string, property: Property, setting: Setting): string[] {
  const present = [property.default, plugin.data.user?.[key], plugin.data.composite?.[key], setting.choice];
  const texts = present.filter((value): value is string => typeof value === 'string');
  return [...new Set(['', ...(setting.allowed ?? []), ...texts])];
}
