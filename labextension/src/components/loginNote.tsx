import * as React from 'react';
import { toAirlockError } from '../request';
import type { AirlockError } from '../request';
import type { Login } from '../tokens';
import { useSurroundings } from './context';
import { ErrorNote, Note } from './notes';

/** An address that may be opened: File Transfer's answer is not trusted to name a script. */
export function safeAddress(address: string | null): string {
  return address && /^https?:\/\//i.test(address) ? address : '';
}

function Code({ login }: { login: Login }): React.JSX.Element {
  const { trans } = useSurroundings();
  const address = safeAddress(login.verification_uri_complete) || safeAddress(login.verification_uri);
  return (
    <>
      {trans.__('Open the page and enter this code; the panel goes on by itself:')}{' '}
      <code className="jp-Airlock-code">{login.user_code}</code>{' '}
      {address && (
        <a href={address} target="_blank" rel="noreferrer noopener">
          {trans.__('Open the page')}
        </a>
      )}
    </>
  );
}

/** Signing in to File Transfer, where people sign in themselves. */
export function LoginNote({ login }: { login: Login | null }): React.JSX.Element | null {
  const { trans, model } = useSurroundings();
  const [error, setError] = React.useState<AirlockError | null>(null);
  const [busy, setBusy] = React.useState(false);
  if (error) {
    return <ErrorNote error={error} onClose={() => setError(null)} />;
  }
  if (!login || login.method !== 'device' || login.state === 'signed_in') {
    return null;
  }
  const start = (): void => {
    setBusy(true);
    model
      .sign('in')
      .catch(reason => setError(toAirlockError(reason)))
      .finally(() => setBusy(false));
  };
  const pending = login.state === 'pending';
  return (
    <Note
      tone="info"
      message={
        pending ? trans.__('Signing in to File Transfer…') : trans.__('Sign in to File Transfer to submit.')
      }
      hint={pending ? <Code login={login} /> : login.message}
    >
      {!pending && (
        <button type="button" className="jp-Airlock-button" disabled={busy} onClick={start}>
          {trans.__('Sign in')}
        </button>
      )}
    </Note>
  );
}
