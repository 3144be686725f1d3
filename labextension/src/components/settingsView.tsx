import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { toAirlockError } from '../request';
import type { AirlockError } from '../request';
import type { Info, Login } from '../tokens';
import { useSurroundings } from './context';
import { Glyph } from './glyphs';
import { ErrorNote } from './notes';

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

/** Who signed in themselves can sign out here; tokens are revoked and forgotten. */
function SignedIn(): React.JSX.Element {
  const { trans, model } = useSurroundings();
  const [error, setError] = React.useState<AirlockError | null>(null);
  const leave = (): void => void model.sign('out').catch(reason => setError(toAirlockError(reason)));
  return (
    <>
      <p>
        {trans.__('You are signed in to File Transfer.')}{' '}
        <button type="button" className="jp-Airlock-link" onClick={leave}>
          {trans.__('Sign out')}
        </button>
      </p>
      {error && <ErrorNote error={error} />}
    </>
  );
}

/** Where and how Airlock works here. What an administrator set is shown as locked. */
export function SettingsView({ info, login }: { info: Info; login: Login | null }): React.JSX.Element {
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
      {login?.method === 'device' && login.state === 'signed_in' && <SignedIn />}
      {openSettings && (
        <button type="button" className="jp-Airlock-button" onClick={openSettings}>
          <Glyph name="settings" /> {trans.__('Settings of this panel')}
        </button>
      )}
    </details>
  );
}
