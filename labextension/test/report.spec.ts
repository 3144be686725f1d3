import { newsOf } from '../src/news';
import { changedCells, isMarked, markOf } from '../src/places';
import { questionOf } from '../src/questions';
import { paragraphs } from '../src/components/rulePage';
import { suggestedFile } from '../src/components/stageForm';
import { answersFrom } from '../src/components/templates';
import { reached } from '../src/components/selection';
import { isCheckable } from '../src/fileKinds';
import type { Location, Preview } from '../src/tokens';
import { request } from './samples';

const preview: Preview = {
  header: ['group', 'n'],
  rows: [
    ['Leigh', '8'],
    ['Other', '3']
  ],
  row_numbers: [1, 40],
  column_numbers: [1, 7],
  index_columns: 1,
  flags: [],
  total_rows: 50,
  total_columns: 9
};
const place = (row: number | null, column: number | null): Location => ({
  kind: 'cell',
  label: '',
  row,
  column
});

describe('places in a file of several tables', () => {
  const table = (part: string): Preview => ({
    header: ['disease', 'n'],
    rows: [['Leigh', '3']],
    row_numbers: [1],
    index_columns: 0,
    flags: [],
    total_rows: 1,
    total_columns: 2,
    part
  });
  const place = { kind: 'cell', label: 'x', row: null, column: null, part: 'sheet 2' };

  it('are shown in their own table only', () => {
    const second: Location = { ...place, at: [0, 1] };

    expect(markOf(table('sheet 1'), second)).toBeNull();
    expect(markOf(table('sheet 2'), second)).toEqual({ row: 0, column: 1 });
  });
});

describe('a place of a finding', () => {
  it.each([
    [place(39, 6), { row: 1, column: 1 }],
    [place(null, 6), { row: null, column: 1 }],
    [place(0, null), { row: 0, column: null }],
    [place(5, 6), null],
    [place(0, 3), null],
    [place(null, null), null]
  ])('%j stands in the preview at %j', (where, mark) => {
    expect(markOf(preview, where)).toEqual(mark);
  });

  it('marks a cell, a row or a column', () => {
    expect(isMarked({ row: 1, column: 1 }, 1, 1)).toBe(true);
    expect(isMarked({ row: 1, column: null }, 1, 0)).toBe(true);
    expect(isMarked({ row: 1, column: 1 }, 0, 1)).toBe(false);
    expect(isMarked(null, 0, 0)).toBe(false);
  });
});

describe('a fix', () => {
  it('changed the cells whose text differs, and none where the tables have other shapes', () => {
    const after = { ...preview, rows: [preview.rows[0] as string[], ['Other', '<5']] };

    expect([...changedCells(preview, after)]).toEqual(['1:1']);
    expect(changedCells(preview, { ...after, total_rows: 49 }).size).toBe(0);
    expect(changedCells(null, after).size).toBe(0);
  });
});

describe('a question', () => {
  it('names the declaration and its answers', () => {
    expect(
      questionOf('What is a row? Declare row_is="participant", "variant", "site", "group" or "other".')
    ).toEqual({
      text: 'What is a row?',
      keyword: 'row_is',
      answers: ['participant', 'variant', 'site', 'group', 'other']
    });
    expect(
      questionOf('What do the marks of axes 1 count? Say unit="participants", "variants", "genes" ...')
    ).toEqual({
      text: 'What do the marks of axes 1 count?',
      keyword: 'unit',
      answers: ['participants', 'variants', 'genes']
    });
  });

  it('stays text when it names none', () => {
    expect(questionOf('How many people stand behind each mean?').answers).toEqual([]);
  });
});

describe('news', () => {
  const message = { at: '', author: 'Rita', text: 'How many?', mine: false };
  const review = { outputs: [], comments: [], messages: [message] };

  it('are states worth telling and questions, of requests known before', () => {
    const before = [request({ id: 'a', state: 'in_review' }), request({ id: 'b', state: 'in_review' })];
    const now = [
      request({ id: 'a', state: 'approved' }),
      request({ id: 'b', state: 'in_review', review }),
      request({ id: 'new', state: 'returned' })
    ];

    expect(newsOf(before, now).map(({ request: { id }, kind }) => [id, kind])).toEqual([
      ['a', 'state'],
      ['b', 'question']
    ]);
    expect(newsOf(now, now)).toEqual([]);
    expect(newsOf([request({ state: 'draft' })], [request({ state: 'sealed' })])).toEqual([]);
  });
});

describe('small words', () => {
  it('turn a docstring into paragraphs', () => {
    expect(paragraphs('Look for\n    counts.\n\n    Why: few\n    people.\n')).toEqual([
      'Look for counts.',
      'Why: few people.'
    ]);
  });

  it('suggest a file name for whatever is checked', () => {
    expect(suggestedFile('results["a b"]')).toBe('results_a_b');
    expect(suggestedFile('Out[7]')).toBe('Out_7');
    expect(suggestedFile('!!')).toBe('output');
  });

  it('start a draft from an earlier request without what must be given anew', () => {
    const earlier = request({
      form: { aim: 'Publication', agreement: 'Yes', comments: 'x', project: 'RR150' }
    });

    expect(answersFrom(earlier.form, { project: 'RR150', comments: 'mine' })).toEqual({ aim: 'Publication' });
  });

  it('lead from row to row by keys', () => {
    expect(reached('ArrowDown', ['a', 'b'], 'a')).toBe('b');
    expect(reached('ArrowDown', ['a', 'b'], 'b')).toBe('b');
    expect(reached('Home', ['a', 'b'], 'b')).toBe('a');
    expect(reached('x', ['a', 'b'], 'b')).toBeNull();
  });

  it('know which files a check can say something about', () => {
    expect(['a.csv', 'A.XLSX', 'b.ipynb', 'c.htm'].every(isCheckable)).toBe(true);
    expect(['a.bam', 'Makefile', 'x.csv.part'].some(isCheckable)).toBe(false);
  });
});
