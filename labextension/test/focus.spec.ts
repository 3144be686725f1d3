import { FocusKeeper } from '../src/focus';

const settled = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 0));

function page(html: string): { root: HTMLElement; keeper: FocusKeeper } {
  document.body.innerHTML = `<main><div id="panel">${html}</div><input id="outside"></main>`;
  const root = document.getElementById('panel') as HTMLElement;
  return { root, keeper: new FocusKeeper(root) };
}

const at = (selector: string): HTMLElement => document.querySelector(selector) as HTMLElement;
const LIST =
  '<h2 tabindex="-1">Airlock</h2><section><h3><button id="fold">Staged</button></h3><ul>' +
  ['a', 'b', 'c']
    .map(id => `<li id="${id}"><button>Up</button><button class="x">Remove</button></li>`)
    .join('') +
  '</ul></section>';

describe('the place of the keyboard', () => {
  it('is the row when what had it is gone, and the next row when the row is', async () => {
    const { keeper } = page(LIST);

    at('#b .x').focus();
    at('#b .x').remove();
    await settled();
    expect(document.activeElement).toBe(at('#b button'));

    at('#b').remove();
    await settled();
    expect(document.activeElement).toBe(at('#c button'));
    at('#a').remove();
    at('#c').remove();
    await settled();
    expect(document.activeElement).toBe(at('#fold'));
    keeper.dispose();
  });

  it('is the same button once it can be used again', async () => {
    const { keeper } = page(LIST);
    const button = at('#a .x') as HTMLButtonElement;
    button.focus();

    button.disabled = true;
    button.blur(); // what browsers do with a button that cannot be used
    await settled();
    button.disabled = false;
    await settled();

    expect(document.activeElement).toBe(button);
    keeper.dispose();
  });

  it('is left alone once the person went elsewhere', async () => {
    const { keeper } = page(LIST);
    at('#a .x').focus();
    at('#outside').focus();
    at('#a').remove();
    await settled();
    expect(document.activeElement).toBe(at('#outside'));

    at('#b .x').focus();
    at('#outside').dispatchEvent(new Event('pointerdown', { bubbles: true }));
    at('#b').remove();
    await settled();
    expect(document.activeElement).toBe(document.body);
    keeper.dispose();
  });
});
