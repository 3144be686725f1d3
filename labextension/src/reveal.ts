import type { JupyterFrontEnd } from '@jupyterlab/application';
import { CommandIDs, PANEL_ID } from './tokens';

/** Brings the panel to the front, where it is there. */
export function show(app: JupyterFrontEnd): void {
  if (app.commands.hasCommand(CommandIDs.open)) {
    void app.commands.execute(CommandIDs.open);
  }
}

/** What is looked for, once it is drawn; the panel may be on its way, but not for longer than sixty frames. */
async function drawn<T>(find: (frame: number) => T | null | undefined): Promise<T | null> {
  for (let frame = 0; frame < 60; frame++) {
    const found = find(frame);
    if (found) {
      return found;
    }
    await new Promise(resolve => requestAnimationFrame(resolve));
  }
  return null;
}

/** Brings the panel to the front and an output of it into view, its report opened, or the form that stages it. */
export async function reveal(app: JupyterFrontEnd, name: string, stage = false): Promise<void> {
  show(app);
  const found = await drawn(frame => {
    const row = [...document.querySelectorAll<HTMLElement>(`#${PANEL_ID} .jp-Airlock-item`)].find(
      each => each.getAttribute('aria-label') === name
    );
    const report = row?.querySelector('details'); // comes with the check, a frame or two after it
    const next = stage ? row?.querySelector<HTMLElement>('[data-next="stage"]') : null;
    return row && (next || (report && (!stage || frame > 30))) ? { row, report, next } : null;
  });
  if (found?.next) {
    found.next.click(); // the form takes the focus
    found.row.scrollIntoView({ block: 'nearest' });
  } else if (found) {
    found.report?.setAttribute('open', '');
    found.row.scrollIntoView({ block: 'nearest' });
    found.row.querySelector<HTMLElement>('input, button')?.focus();
  }
}

/** Brings a row of the panel into view and gives it the focus, once it is there. */
export async function focusItem(id: string): Promise<void> {
  const row = await drawn(() =>
    document.querySelector<HTMLElement>(`#${PANEL_ID} [data-item="${CSS.escape(id)}"]`)
  );
  row?.focus();
}

/** Brings a request to the top of the panel, opened, with the focus on its first empty field. */
export async function showRequest(id: string): Promise<void> {
  const card = await drawn(() => {
    const found = document.querySelector<HTMLElement>(`#${PANEL_ID} [data-request="${CSS.escape(id)}"]`);
    const details = found?.querySelector('details');
    if (details) {
      details.open = true;
    }
    return details && details.childElementCount > 1 ? found : null; // what it holds is drawn once it is open
  });
  card?.scrollIntoView({ block: 'start' });
  const fields = card?.querySelectorAll<HTMLInputElement>(
    '[data-field] :is(input:not([type="checkbox"]), textarea)'
  );
  const empty = [...(fields ?? [])].find(field => field.value === '');
  (empty ?? card?.querySelector('summary'))?.focus({ preventScroll: true });
}
