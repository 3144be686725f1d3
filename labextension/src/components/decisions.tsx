import * as React from 'react';
import type { AirlockRequest } from '../tokens';
import { useSurroundings } from './context';
import { Glyph } from './glyphs';

/** What reviewers decided about each output, with their comments; before a decision, the outputs themselves. */
export function Decisions({ request }: { request: AirlockRequest }): React.JSX.Element {
  const { trans } = useSurroundings();
  const decided = new Map((request.review?.outputs ?? []).map(output => [basename(output.file), output]));
  const word = { approved: trans.__('approved'), rejected: trans.__('rejected') };
  return (
    <>
      <ul className="jp-Airlock-outputs" aria-label={trans.__('Outputs in this request')}>
        {request.outputs.map(output => {
          const found = decided.get(output.file);
          const decision = found?.decision;
          return (
            <li key={output.item} data-tone={decision === 'approved' ? 'good' : decision ? 'bad' : undefined}>
              {decision && (
                <span className="jp-Airlock-badge" data-tone={decision === 'approved' ? 'good' : 'bad'}>
                  <Glyph name={decision === 'approved' ? 'pass' : 'fail'} />
                  {word[decision]}
                </span>
              )}{' '}
              <code>{output.file}</code> {output.title}
              {found?.comments.map(comment => (
                <p key={comment} className="jp-Airlock-words">
                  {comment}
                </p>
              ))}
            </li>
          );
        })}
      </ul>
      {request.review?.comments.map(comment => (
        <p key={comment} className="jp-Airlock-words">
          {comment}
        </p>
      ))}
    </>
  );
}

function basename(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
