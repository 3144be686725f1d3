import * as React from 'react';
import type { Item } from '../tokens';
import { useSurroundings } from './context';

/** Shown as images, in which the browser runs no script. */
const SHOWN = ['image/png', 'image/jpeg', 'image/svg+xml'];

/** The frozen picture itself, fetched when the details around it are opened. */
export function Thumbnail({ item }: { item: Item }): React.JSX.Element | null {
  const { trans, model } = useSurroundings();
  const place = React.useRef<HTMLDivElement>(null);
  const [url, setUrl] = React.useState('');
  const type = item.export?.media_type ?? '';
  const digest = item.export?.sha256;
  React.useEffect(() => {
    const details = place.current?.closest('details');
    let made = '';
    const ask = (): void => {
      if (details?.open && !made) {
        made = 'asked';
        model
          .file(item.id)
          .then(bytes => {
            made = URL.createObjectURL(new Blob([bytes], { type }));
            setUrl(made);
          })
          .catch(() => undefined); // the picture is a convenience; its absence says nothing wrong
      }
    };
    details?.addEventListener('toggle', ask);
    ask();
    return () => {
      details?.removeEventListener('toggle', ask);
      URL.revokeObjectURL(made);
    };
  }, [model, item.id, digest, type]);
  if (!SHOWN.includes(type)) {
    return null;
  }
  return (
    <div ref={place} className="jp-Airlock-thumbnail">
      {url && <img src={url} alt={item.alt_text || trans.__('The figure %1', item.name)} />}
    </div>
  );
}
