import { PathExt, Time } from '@jupyterlab/coreutils';
import * as React from 'react';
import { declarations, isStageable, stagedFrom } from '../states';
import type { Item } from '../tokens';
import { useSurroundings } from './context';
import { countsLine } from './findings';
import { useFixedFile } from './fixedFile';
import { Glyph } from './glyphs';
import { stagingOf } from './kept';
import { Section } from './section';
import { AskForException, StageForm } from './stageForm';
import { VerdictBadge } from './verdict';
import { WholeReport } from './wholeReport';

interface RowProps {
  item: Item;
  items: Item[];
  minute: number;
}

/** Files are staged from their path through the server, everything else from its kernel. */
function Onward({
  item,
  items,
  open,
  fix
}: RowProps & { open: () => void; fix?: () => void }): React.JSX.Element | null {
  const { trans } = useSurroundings();
  if (!isStageable(item.verdict)) {
    return fix ? (
      <button
        type="button"
        className="jp-Airlock-button"
        aria-label={trans.__('Fix: %1', item.name)}
        onClick={fix}
      >
        {trans.__('Fix')}
      </button>
    ) : null;
  }
  return stagedFrom(item, items) ? (
    <span className="jp-Airlock-quiet">{trans.__('Staged')}</span>
  ) : (
    <button type="button" className="jp-Airlock-button" onClick={open}>
      {trans.__('Stage for export')}
    </button>
  );
}

function CheckedRowView(props: RowProps): React.JSX.Element {
  const { item } = props;
  const { trans, model } = useSurroundings();
  const back = React.useRef(model.journal.has(stagingOf(item.kernel_id, item.name)));
  const [staging, setStaging] = React.useState(back.current);
  const row = React.useRef<HTMLLIElement>(null);
  const isFile = item.kernel_id === null;
  const { fix, note } = useFixedFile(item);
  const close = (): void => {
    setStaging(false);
    back.current = false;
    row.current?.focus();
  };
  const declare = (keyword: string, answer: string): Promise<Item> =>
    model.files.check(item.name, { ...declarations(item.declared), [keyword]: answer });
  const about = [
    item.shape?.replace(/\bx\b/, '×') ?? item.kind,
    PathExt.basename(item.notebook ?? ''),
    Time.formatHuman(new Date(item.updated_at))
  ];
  return (
    <li className="jp-Airlock-item" ref={row} tabIndex={-1} data-item={item.id} aria-label={item.name}>
      <div className="jp-Airlock-item-head">
        <VerdictBadge verdict={item.verdict} />
        <code className="jp-Airlock-name" title={item.name}>
          {item.name}
        </code>
        <span className="jp-Airlock-row-actions">
          <button
            type="button"
            className="jp-Airlock-icon-button"
            title={trans.__('Remove')}
            aria-label={`${trans.__('Remove')}: ${item.name}`}
            onClick={() => void model.remove(item)}
          >
            <Glyph name="remove" />
          </button>
        </span>
      </div>
      <div className="jp-Airlock-item-foot">
        <p className="jp-Airlock-quiet">{about.filter(part => part !== '').join(' · ')}</p>
        {!staging && <Onward {...props} open={() => setStaging(true)} fix={isFile ? fix : undefined} />}
      </div>
      {note}
      {staging && (
        <StageForm
          target={{ name: item.name, kernelId: item.kernel_id, declared: declarations(item.declared) }}
          report={item.report}
          known={item}
          isFile={isFile}
          back={back.current}
          onDone={close}
          onCancel={close}
        />
      )}
      <details className="jp-Airlock-why">
        <summary>{countsLine(item.counts, trans) || trans.__('Report')}</summary>
        <WholeReport item={item} declare={isFile ? declare : undefined} />
        <AskForException item={item} open={() => setStaging(true)} />
      </details>
    </li>
  );
}

const CheckedRow = React.memo(CheckedRowView);

/** What was checked in other notebooks, in kernels that ended, and files. */
export function ElsewhereSection(props: {
  checked: Item[];
  items: Item[];
  minute: number;
}): React.JSX.Element | null {
  const { trans } = useSurroundings();
  if (props.checked.length === 0) {
    return null;
  }
  return (
    <Section title={trans.__('Checked elsewhere')} part="elsewhere" count={props.checked.length}>
      <ul className="jp-Airlock-list" aria-label={trans.__('Checked elsewhere')}>
        {props.checked.map(item => (
          <CheckedRow key={item.id} item={item} items={props.items} minute={props.minute} />
        ))}
      </ul>
    </Section>
  );
}
