import * as React from 'react';
import type { AirlockRequest, Form, Info, Item } from '../tokens';
import { useSurroundings } from './context';
import { FieldInput, sortByField } from './fields';
import { Findings } from './findings';

const SAVE_AFTER = 500;

/** Saves as one types: a pause sends what is there, leaving a field or the form sends it at once. */
function useSaved(request: AirlockRequest): [Form, (form: Form) => void, () => void] {
  const { model } = useSurroundings();
  const [form, setForm] = React.useState<Form>(request.form);
  const pending = React.useRef<{ form: Form; timer: number } | null>(null);
  const send = React.useCallback(() => {
    if (pending.current) {
      window.clearTimeout(pending.current.timer);
      void model.editRequest(request.id, { form: pending.current.form });
      pending.current = null;
    }
  }, [model, request.id]);
  React.useEffect(() => send, [send]);
  const change = (next: Form): void => {
    setForm(next);
    if (pending.current) {
      window.clearTimeout(pending.current.timer);
    }
    pending.current = { form: next, timer: window.setTimeout(send, SAVE_AFTER) };
  };
  return [form, change, send];
}

interface Props {
  request: AirlockRequest;
  info: Info;
  staged: Item[];
}

/** The form of a draft: which outputs go, and the fields that the back end asks for. */
export function DraftForm({ request, info, staged }: Props): React.JSX.Element {
  const { trans, model } = useSurroundings();
  const [form, change, send] = useSaved(request);
  const findings = sortByField(request.findings, info.form);
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
      {info.form.map(field => (
        <FieldInput
          key={field.name}
          field={field}
          value={form[field.name] ?? ''}
          findings={findings.get(field.name) ?? []}
          onChange={value => change({ ...form, [field.name]: value })}
          onLeave={send}
        />
      ))}
      <Findings findings={findings.get('') ?? []} label={trans.__('Findings of the whole request')} />
    </form>
  );
}
