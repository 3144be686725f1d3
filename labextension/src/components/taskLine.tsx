import * as React from 'react';
import type { Task } from '../live';
import { useSurroundings } from './context';

/** What is asked of a kernel and not answered yet. Waiting can be stopped; what runs is the kernel's. */
export function TaskLine({ task }: { task: Task }): React.JSX.Element {
  const { trans } = useSurroundings();
  const words: Record<string, string> = {
    check: trans.__('Checking…'),
    stage: trans.__('Writing the file and checking its bytes…'),
    fix: trans.__('Making a masked copy…'),
    unfix: trans.__('Undoing…')
  };
  const waiting = task.state === 'waiting';
  return (
    <div className="jp-Airlock-actions jp-Airlock-task" role="status">
      <span className="jp-Airlock-spinner" aria-hidden="true" />
      <span className="jp-Airlock-quiet">
        {waiting ? trans.__('Waiting for the kernel…') : words[task.verb]}
      </span>
      {waiting && (
        <button type="button" className="jp-Airlock-button" onClick={task.stop}>
          {trans.__('Stop waiting')}
        </button>
      )}
    </div>
  );
}
