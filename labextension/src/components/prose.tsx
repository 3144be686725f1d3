import * as React from 'react';

/** Text in which backticks mark code, as findings and hints are written. Nothing else is interpreted. */
export function Prose({ text }: { text: string }): React.JSX.Element {
  const parts = text.split(/`([^`]+)`/);
  return (
    <>
      {parts.map((part, index) =>
        index % 2 === 1 ? <code key={index}>{part}</code> : <span key={index}>{part}</span>
      )}
    </>
  );
}
