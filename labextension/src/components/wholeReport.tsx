import * as React from 'react';
import type { Item, Report, Target } from '../tokens';
import { useSurroundings } from './context';
import { ReportView } from './reportView';
import type { Declare } from './reportView';

/** The report of an item with its preview, which lists leave out: asked for when it is opened. */
export function WholeReport({
  item,
  declare,
  figure
}: {
  item: Item;
  declare?: Declare;
  /** The live figure, where there is one. */
  figure?: Target;
}): React.JSX.Element {
  const { model } = useSurroundings();
  const [whole, setWhole] = React.useState<{ of: string; report: Report } | null>(null);
  const place = React.useRef<HTMLDivElement>(null);
  const stamp = `${item.id} ${item.updated_at} ${item.verdict}`;
  React.useEffect(() => {
    const details = place.current?.closest('details');
    let wanted = true;
    const ask = (): void => {
      if (details?.open) {
        model
          .whole(item.id)
          .then(found => wanted && setWhole({ of: stamp, report: found.report }))
          .catch(() => undefined); // the list itself has all but the preview
      }
    };
    details?.addEventListener('toggle', ask);
    ask();
    return () => {
      wanted = false;
      details?.removeEventListener('toggle', ask);
    };
  }, [model, item.id, stamp]);
  return (
    <div ref={place} className="jp-Airlock-whole">
      <ReportView
        report={whole?.of === stamp ? whole.report : item.report}
        declare={declare}
        figure={whole && item.kind === 'figure' ? figure : undefined}
      />
    </div>
  );
}
