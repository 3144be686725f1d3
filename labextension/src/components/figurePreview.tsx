import * as React from 'react';
import { toAirlockError } from '../request';
import type { Finding, Location, Picture, Severity, Target } from '../tokens';
import { useSurroundings } from './context';
import { severityWord } from './verdict';

/** The labels of what findings name in a figure, each with the heaviest severity. */
export function labelsOf(findings: readonly Finding[]): Map<string, Severity> {
  const labels = new Map<string, Severity>();
  for (const { where, severity } of findings) {
    where
      .filter(place => place.label && !labels.has(place.label))
      .forEach(at => labels.set(at.label, severity));
  }
  return labels;
}

interface Props {
  /** The live figure; its kernel draws it when this is shown. */
  target: Target;
  findings: readonly Finding[];
  /** What a finding points at just now. */
  shown?: Location | null;
  name: string;
  /** Shown until the picture is there, and where there is none. */
  otherwise?: React.ReactNode;
}

function Box({
  label,
  box,
  tone,
  marked
}: {
  label: string;
  box: [number, number, number, number];
  tone: Severity;
  marked: boolean;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const [left, top, right, bottom] = box.map(side => 100 * side) as [number, number, number, number];
  return (
    <span
      className="jp-Airlock-box"
      data-tone={tone}
      data-marked={marked || undefined}
      role="img"
      aria-label={`${severityWord(tone, trans)}: ${label}`}
      title={label}
      style={{
        insetInlineStart: `${left}%`,
        insetBlockStart: `${top}%`,
        inlineSize: `${right - left}%`,
        blockSize: `${bottom - top}%`
      }}
    />
  );
}

/** A live figure, drawn small by its kernel, with a box around what findings name. Nothing of it is kept. */
export function FigurePreview(props: Props): React.JSX.Element | null {
  const { target, findings, shown = null, name, otherwise = null } = props;
  const { trans, model } = useSurroundings();
  const [picture, setPicture] = React.useState<Picture | null | undefined>();
  const [trouble, setTrouble] = React.useState('');
  const labels = React.useMemo(() => labelsOf(findings), [findings]);
  const question = JSON.stringify([target.name, target.kernelId, [...labels.keys()]]);
  React.useEffect(() => {
    const controller = new AbortController();
    model.live
      .picture(target, [...labels.keys()], controller.signal)
      .then(setPicture)
      .catch(reason => {
        const { code, message } = toAirlockError(reason);
        setTrouble(code === 'cancelled' ? '' : message);
      });
    return () => controller.abort();
    // `question` stands for the target and the labels
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [model, question]);
  if (picture === null) {
    return <>{otherwise}</>;
  }
  if (picture === undefined) {
    return (
      <>
        {(trouble || !otherwise) && (
          <p className="jp-Airlock-quiet" role="status">
            {trouble || trans.__('The figure is drawn as soon as the kernel is free…')}
          </p>
        )}
        {otherwise}
      </>
    );
  }
  const boxes = [...labels].filter(([label]) => picture.boxes[label] !== undefined);
  return (
    <div className="jp-Airlock-picture" style={{ maxInlineSize: picture.width }}>
      <img
        src={`data:image/png;base64,${picture.png}`}
        width={picture.width}
        height={picture.height}
        alt={trans.__('The figure %1', name)}
      />
      {boxes.map(([label, tone]) => (
        <Box
          key={label}
          label={label}
          box={picture.boxes[label] as [number, number, number, number]}
          tone={tone}
          marked={shown?.label === label}
        />
      ))}
    </div>
  );
}
