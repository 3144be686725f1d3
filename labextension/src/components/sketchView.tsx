import * as React from 'react';
import type { Sketch, Spot } from '../sketches';
import { useSurroundings } from './context';
import { severityWord } from './verdict';

interface Props {
  sketch: Sketch;
  name: string;
  /** What a finding points at just now. */
  shown?: Spot | null;
  /** Points at a place, from the sketch itself. */
  point?: (spot: Spot) => void;
}

/** What a path may hold, and a look: a saved report may say anything. */
const PATH = /^[MLHVAZamlhvz0-9 .-]*$/;
const LOOK = /^[a-z0-9-]+$/;
const ANCHORS = ['start', 'middle', 'end'] as const;

const pathOf = (d: string): string => (PATH.test(d) ? d : '');
const lookOf = (look: string): string => (LOOK.test(look) ? look : 'text');

/** Shapes and words, which change only with the report. */
const Ground = React.memo(function Ground({ sketch }: { sketch: Sketch }): React.JSX.Element {
  return (
    <>
      {sketch.inks.map(({ look, d }, index) => (
        <path key={index} data-look={lookOf(look)} d={pathOf(d)} />
      ))}
      {sketch.words.map((word, index) => (
        <text
          key={index}
          x={word.x}
          y={word.y}
          data-look={lookOf(word.look)}
          textAnchor={ANCHORS.find(anchor => anchor === word.anchor)}
          transform={word.turned ? `rotate(-90 ${word.x} ${word.y})` : undefined}
        >
          {word.text}
        </text>
      ))}
    </>
  );
});

/** The outlined places: one of them is in the order of Tab, the arrow keys lead on, Enter points at it. */
function Spots({ sketch, name, shown, point }: Props): React.JSX.Element | null {
  const { trans } = useSurroundings();
  const [at, setAt] = React.useState(0);
  const list = React.useRef<SVGGElement>(null);
  const { spots } = sketch;
  if (spots.length === 0) {
    return null;
  }
  const current = Math.min(at, spots.length - 1);
  const go = (to: number): void => {
    setAt(to);
    list.current?.querySelectorAll<SVGElement>('[role=option]')[to]?.focus();
  };
  const key = (event: React.KeyboardEvent, spot: Spot): void => {
    const last = spots.length - 1;
    const to = {
      ArrowRight: Math.min(current + 1, last),
      ArrowDown: Math.min(current + 1, last),
      ArrowLeft: Math.max(current - 1, 0),
      ArrowUp: Math.max(current - 1, 0),
      Home: 0,
      End: last
    }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      go(to);
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      point?.(spot);
    }
  };
  return (
    <g ref={list} role="listbox" aria-label={trans.__('What findings name in %1', name)}>
      {spots.map((spot, index) => {
        const said = `${severityWord(spot.tone, trans)}: ${spot.label}${spot.note ? ` (${spot.note})` : ''}`;
        return (
          <g
            key={index}
            className="jp-Airlock-spot"
            role="option"
            data-tone={spot.tone}
            data-open={!spot.d.endsWith('z') || undefined}
            data-marked={spot === shown || undefined}
            aria-selected={spot === shown}
            aria-label={said}
            tabIndex={index === current ? 0 : -1}
            onFocus={() => setAt(index)}
            onClick={() => point?.(spot)}
            onKeyDown={event => key(event, spot)}
          >
            <title>{said}</title>
            <path d={pathOf(spot.d)} />
          </g>
        );
      })}
    </g>
  );
}

/** The drawing alone, such as one side of a fix. */
export function Drawing(props: Props): React.JSX.Element {
  const { sketch, name, shown } = props;
  const { trans } = useSurroundings();
  const drawing = React.useRef<SVGSVGElement>(null);
  React.useEffect(() => {
    if (shown) {
      drawing.current
        ?.querySelector('[data-marked]')
        ?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' });
    }
  }, [shown]);
  const title = sketch.part || name;
  return (
    <div
      className="jp-Airlock-sketch"
      role="region"
      tabIndex={0}
      aria-label={trans.__('%1 as it was read', title)}
    >
      <svg ref={drawing} viewBox={`0 0 ${sketch.width} ${sketch.height}`} width={sketch.width}>
        <Ground sketch={sketch} />
        <Spots {...props} name={title} />
      </svg>
    </div>
  );
}

/** A figure as the check read it: the same sketch for every library, with what findings name outlined. */
export function SketchView(props: Props): React.JSX.Element {
  const { sketch, shown = null } = props;
  const { trans } = useSurroundings();
  const [open, setOpen] = React.useState(sketch.spots.length > 0);
  React.useEffect(() => {
    if (shown) {
      setOpen(true);
    }
  }, [shown]);
  return (
    <details
      className="jp-Airlock-read"
      open={open}
      onToggle={event => setOpen((event.target as HTMLDetailsElement).open)}
    >
      <summary>{trans.__('The figure as it was read')}</summary>
      <Drawing {...props} />
      {shown && (
        <p role="status">
          {shown.label}
          {shown.note && ` (${shown.note})`}
        </p>
      )}
      <p className="jp-Airlock-quiet">
        {trans.__('Drawn from what the check read of the figure, not the figure itself.')}{' '}
        {sketch.notes.join(' ')}
      </p>
    </details>
  );
}
