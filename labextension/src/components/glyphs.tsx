import * as React from 'react';

/** Small drawings in the colour of the text around them. Each differs in shape, so that none depends on colour. */
const PATHS: Record<string, string> = {
  pass: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13Zm3.4 4.9-4 4.2a.8.8 0 0 1-1.1 0L4.6 8.9l1.1-1.1 1.1 1.2 3.5-3.7Z',
  fail: 'M5.3 1.5 1.5 5.3v5.4l3.8 3.8h5.4l3.8-3.8V5.3l-3.8-3.8Zm.2 2.9L8 6.9l2.5-2.5 1.1 1.1L9.1 8l2.5 2.5-1.1 1.1L8 9.1l-2.5 2.5-1.1-1.1L6.9 8 4.4 5.5Z',
  review:
    'M8 3C4.6 3 1.9 5.1.8 8c1.1 2.9 3.8 5 7.2 5s6.1-2.1 7.2-5C14.1 5.1 11.4 3 8 3Zm0 8.2A3.2 3.2 0 1 1 8 4.8a3.2 3.2 0 0 1 0 6.4Zm0-1.6a1.6 1.6 0 1 0 0-3.2 1.6 1.6 0 0 0 0 3.2Z',
  warn: 'M8 1.5.8 14h14.4Zm-.8 4.7h1.6v4H7.2Zm0 5h1.6v1.6H7.2Z',
  info: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13Zm-.8 3h1.6v1.6H7.2Zm0 2.9h1.6v4.2H7.2Z',
  table: 'M2 2.5h12v11H2Zm1.4 3.7v2h2.9v-2Zm4.2 0v2h5v-2Zm-4.2 3.3v2.6h2.9V9.5Zm4.2 0v2.6h5V9.5Z',
  figure: 'M2 2h1.4v10.6H14V14H2Zm3 5.5h2v4H5Zm3.2-4h2v8h-2Zm3.2 2.5h2v5.5h-2Z',
  model:
    'M2 2h1.4v10.6H14V14H2Zm3 8.3 7.6-6.9.9 1-7.6 6.9Zm.4-4.6h1.5v1.5H5.4Zm3.4 3.6h1.5v1.5H8.8Zm-.6-5.4h1.5v1.5H8.2Z',
  text: 'M2.5 3h11v1.4h-11Zm0 3h11v1.4h-11Zm0 3h11v1.4h-11Zm0 3h7v1.4h-7Z',
  file: 'M3 1.5h6.5L13 5v9.5H3Zm1.4 1.4v10.2h7.2V6H8.5V2.9Z',
  up: 'm8 3.5 5 5-1.1 1.1L8.8 6.5v6.2H7.2V6.5L4.1 9.6 3 8.5Z',
  down: 'm8 12.7-5-5 1.1-1.1 3.1 3.1V3.5h1.6v6.2l3.1-3.1L13 7.7Z',
  lock: 'M8 1.5a3.3 3.3 0 0 0-3.3 3.3v1.7H3.5v8h9v-8h-1.2V4.8A3.3 3.3 0 0 0 8 1.5Zm0 1.4c1 0 1.9.8 1.9 1.9v1.7H6.1V4.8c0-1 .9-1.9 1.9-1.9Z',
  copy: 'M5 1.5h8.5v10H11v3H2.5v-10H5Zm1.4 1.4v1.6H11v5.6h1.1V2.9Zm-2.5 3v7.2h5.7V5.9Z',
  caret: 'm5.5 3.5 5 4.5-5 4.5Z',
  refresh: 'M8 2.5a5.5 5.5 0 0 1 4.2 1.9V2.3h1.5v4.8H8.9V5.6h2.3A4 4 0 1 0 12 8.7h1.5A5.5 5.5 0 1 1 8 2.5Z',
  settings: 'M1.5 4h7V2.5H10V4h4.5v1.4H10v1.5H8.5V5.4h-7Zm0 6.6h3V9.1h1.5v1.5h8.5V12H6v1.5H4.5V12h-3Z',
  remove: 'M6 1.5h4l.5 1h3V4h-11V2.5h3ZM3.5 5h9l-.6 9.5H4.1Zm2.5 1.5v6h1.3v-6Zm2.7 0v6H10v-6Z',
  edit: 'm11.7 1.6 2.7 2.7-1.6 1.6-2.7-2.7ZM9.3 4 12 6.7l-6.6 6.6-3.3.6.6-3.3Z',
  close: 'm3.7 2.6 4.3 4.3 4.3-4.3 1.1 1.1L9.1 8l4.3 4.3-1.1 1.1L8 9.1l-4.3 4.3-1.1-1.1L6.9 8 2.6 3.7Z',
  download: 'M7.2 1.5h1.6v6l2.1-2.1L12 6.5l-4 4-4-4 1.1-1.1 2.1 2.1ZM2 11h1.5v2h9v-2H14v3.5H2Z',
  clock:
    'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM8 3a5 5 0 1 1 0 10A5 5 0 0 1 8 3Zm-.7 1.5v4l3 1.8.7-1.2-2.3-1.3V4.5Z',
  draft: 'M3 1.5h6.5L13 5v9.5H3Zm1.5 1.5v10h7V6H8.5V3ZM6 8h4v1.2H6Zm0 2.3h4v1.2H6Z'
};

export function Glyph({ name }: { name: string }): React.JSX.Element {
  return (
    <svg className="jp-Airlock-glyph" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name] ?? PATHS['info']} fill="currentColor" fillRule="evenodd" />
    </svg>
  );
}
