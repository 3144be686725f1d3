import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { Info } from '../tokens';
import { useSurroundings } from './context';
import { Glyph } from './glyphs';

function words(trans: TranslationBundle): { names: Record<string, string>; sources: Record<string, string> } {
  return {
    names: {
      project: trans.__('Project'),
      store: trans.__('Store'),
      policy: trans.__('Policy'),
      transfer: trans.__('Requests go to')
    },
    sources: {
      site: trans.__('locked by your site'),
      server: trans.__('set where Jupyter runs'),
      environment: trans.__('set where Jupyter runs'),
      default: trans.__('default')
    }
  };
}

/** Where and how Airlock works here. What an administrator set is shown as locked. */
export function SettingsView({ info }: { info: Info }): React.JSX.Element {
  const { trans, openSettings } = useSurroundings();
  const { names, sources } = words(trans);
  return (
    <details className="jp-Airlock-settings">
      <summary>{trans.__('Where and how')}</summary>
      <dl>
        {(info.settings ?? []).map(({ name, value, source, how }) => (
          <React.Fragment key={name}>
            <dt>{names[name] ?? name}</dt>
            <dd>
              {value}{' '}
              <span className="jp-Airlock-quiet">
                {source !== 'default' && <Glyph name="lock" />} {sources[source]}
                {how && <span className="jp-Airlock-how">{how}</span>}
              </span>
            </dd>
          </React.Fragment>
        ))}
        <dt>{trans.__('Version')}</dt>
        <dd>{info.version}</dd>
      </dl>
      {openSettings && (
        <button type="button" className="jp-Airlock-button" onClick={openSettings}>
          <Glyph name="settings" /> {trans.__('Settings of this panel')}
        </button>
      )}
    </details>
  );
}
