import * as React from 'react';
import type { AirlockRequest, Field, Finding, Form, Info, Item } from '../tokens';
import { useSurroundings } from './context';
import { FieldInput, sortByField } from './fields';
import { Findings } from './findings';
import { ParticipantsField } from './participantsField';
import { Templates } from './templates';

const SAVE_AFTER = 500;

/**
 * Saves as one types: a pause sends what was changed, leaving a field or the form sends it at once. Only changed
 * answers are sent, so that others may be given elsewhere meanwhile.
 */
function useSaved(request: AirlockRequest, staged: Item[]): [Form, (answers: Form) => void, () => void] {
  const { model } = useSurroundings();
  const [edits, setEdits] = React.useState<Form>({});
  const pending = React.useRef<{ form: Form; timer: number } | null>(null);
  const kept = request.items.filter(id => staged.some(item => item.id === id));
  const items = React.useRef<string[] | undefined>();
  items.current = kept.length < request.items.length ? kept : undefined;
  const send = React.useCallback(() => {
    if (pending.current) {
      window.clearTimeout(pending.current.timer);
      const change: { form: Form; items?: string[] } = { form: pending.current.form };
      void model.editRequest(request.id, items.current ? { ...change, items: items.current } : change);
      pending.current = null;
    }
  }, [model, request.id]);
  React.useEffect(() => send, [send]);
  const change = (answers: Form): void => {
    setEdits({ ...edits, ...answers });
    window.clearTimeout(pending.current?.timer);
    const form = { ...pending.current?.form, ...answers };
    pending.current = { form, timer: window.setTimeout(send, SAVE_AFTER) };
  };
  return [{ ...request.form, ...edits }, change, send];
}

const stops = (finding: Finding): boolean => finding.severity === 'fail';

/** What still has to be answered before the request can be sealed; each name leads to its field. */
function Missing({ fields }: { fields: Field[] }): React.JSX.Element | null {
  const { trans } = useSurroundings();
  const list = React.useRef<HTMLParagraphElement>(null);
  const go = (name: string): void =>
    list.current
      ?.closest('form')
      ?.querySelector<HTMLElement>(`[data-field="${CSS.escape(name)}"] :is(input, select, textarea)`)
      ?.focus();
  if (fields.length === 0) {
    return null;
  }
  return (
    <p className="jp-Airlock-missing" ref={list}>
      <span className="jp-Airlock-quiet">{trans.__('Before it can be submitted:')}</span>{' '}
      {fields.map(field => (
        <button key={field.name} type="button" className="jp-Airlock-link" onClick={() => go(field.name)}>
          {field.label}
        </button>
      ))}
    </p>
  );
}

interface Props {
  request: AirlockRequest;
  info: Info;
  staged: Item[];
}

/** The form of a draft: which outputs go, and the fields that the back end asks for. */
export function DraftForm({ request, info, staged }: Props): React.JSX.Element {
  const { trans, model } = useSurroundings();
  const [form, change, send] = useSaved(request, staged);
  const findings = sortByField(request.findings, info.form);
  const [touched, setTouched] = React.useState<ReadonlySet<string>>(new Set());
  const touch = (name: string): void => setTouched(new Set([...touched, name]));
  const toggle = (id: string, wanted: boolean): void => {
    const items = staged
      .map(item => item.id)
      .filter(other => (other === id ? wanted : request.items.includes(other)));
    void model.editRequest(request.id, { items });
  };
  return (
    <form
      className="jp-Airlock-form"
      onSubmit={event => event.preventDefault()}
      onKeyDown={event => event.stopPropagation()}
    >
      <fieldset>
        <legend>{trans.__('Outputs in this request')}</legend>
        {staged.length === 0 && <p className="jp-Airlock-quiet">{trans.__('Nothing is staged.')}</p>}
        {staged.map(item => (
          <label key={item.id} className="jp-Airlock-tick">
            <input
              type="checkbox"
              checked={request.items.includes(item.id)}
              onChange={event => toggle(item.id, event.target.checked)}
            />
            <code>{item.export?.file ?? item.name}</code>
          </label>
        ))}
      </fieldset>
      <Templates request={request} form={form} fill={change} />
      {info.form.map(field => (
        <FieldInput
          key={field.name}
          field={field}
          value={form[field.name] ?? ''}
          findings={touched.has(field.name) || form[field.name] ? (findings.get(field.name) ?? []) : []}
          onChange={answer => change({ [field.name]: answer })}
          onLeave={() => {
            touch(field.name);
            send();
          }}
        />
      ))}
      <ParticipantsField id={request.id} stamp={request.items.join(' ')} />
      <Findings findings={findings.get('') ?? []} label={trans.__('Findings of the whole request')} />
      <Missing fields={info.form.filter(field => (findings.get(field.name) ?? []).some(stops))} />
    </form>
  );
}
