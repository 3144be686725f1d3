import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { toAirlockError } from '../request';
import type { AirlockError } from '../request';
import type { Setting } from '../settingTokens';
import type { Info, Login } from '../tokens';
import { useSurroundings } from './context';
import { Glyph } from './glyphs';
import { ChoiceForm, ElsewhereList } from './choiceForm';
import { ErrorNote, Note } from './notes';

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
      server: trans.__('locked by your site'),
      user: trans.__('your choice'),
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

/** One setting: its value, who set it, and a way to choose another where the site allows it. */
function Row({ setting, info, label }: { setting: Setting; info: Info; label: string }): React.JSX.Element {
  const { trans } = useSurroundings();
  const [open, setOpen] = React.useState(false);
  const button = React.useRef<HTMLButtonElement>(null);
  const { sources } = words(trans);
  const { name, value, source, how, choice, allowed } = setting;
  const locked = allowed?.length === 0 && ['site', 'server'].includes(source);
  const close = (): void => {
    setOpen(false);
    window.setTimeout(() => button.current?.focus());
  };
  return (
    <dd data-setting={name}>
      {value}{' '}
      <span className="jp-Airlock-quiet">
        {locked && <Glyph name="lock" />} {sources[source]}
        {how && <span className="jp-Airlock-how">{how}</span>}
        {locked && choice && (
          <span className="jp-Airlock-how">{trans.__('Your choice %1 is not in force.', choice)}</span>
        )}
      </span>
      {allowed !== undefined && allowed?.length !== 0 && !open && (
        <button
          type="button"
          ref={button}
          className="jp-Airlock-link"
          aria-label={trans.__('Change: %1', label)}
          onClick={() => setOpen(true)}
        >
          {trans.__('Change')}
        </button>
      )}
      {open && <ChoiceForm setting={setting} label={label} known={info.elsewhere ?? []} close={close} />}
    </dd>
  );
}

/** Where and how Airlock works here. What an administrator set is shown as locked. */
export function SettingsView({ info, login }: { info: Info; login: Login | null }): React.JSX.Element {
  const { trans, openSettings } = useSurroundings();
  const { names } = words(trans);
  const settings = (info.settings ?? []).filter(({ name }) => name !== 'dropped');
  const dropped = (info.settings ?? []).filter(({ name }) => name === 'dropped');
  return (
    <details className="jp-Airlock-settings">
      <summary>{trans.__('Where and how')}</summary>
      {dropped.map(({ value }) => (
        <Note
          key={value}
          tone="warn"
          message={trans.__('A choice of yours is no longer possible.')}
          hint={value}
        />
      ))}
      <dl>
        {settings.map(setting => (
          <React.Fragment key={setting.name}>
            <dt>{names[setting.name] ?? setting.name}</dt>
            <Row setting={setting} info={info} label={names[setting.name] ?? setting.name} />
          </React.Fragment>
        ))}
        <dt>{trans.__('Version')}</dt>
        <dd>{info.version}</dd>
      </dl>
      <ElsewhereList info={info} />
      {login?.method === 'device' && login.state === 'signed_in' && <SignedIn />}
      {openSettings && (
        <button type="button" className="jp-Airlock-button" onClick={openSettings}>
          <Glyph name="settings" /> {trans.__('Settings of this panel')}
        </button>
      )}
    </details>
  );
}
