import { LabIcon } from '@jupyterlab/ui-components';

/** A door with an arrow leaving through it; `jp-icon3` takes the theme's colour. */
const svgstr = `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
  <g class="jp-icon3" fill="#616161">
    <path d="M4 2.5h10.5a1.5 1.5 0 0 1 1.5 1.5v4.5h-2V4.5H5.5v15H14V15.5h2V20a1.5 1.5 0 0 1-1.5 1.5H4A.5.5 0 0 1 3.5 21V3A.5.5 0 0 1 4 2.5Z"/>
    <path d="m17.6 7.6 4.4 4.4-4.4 4.4-1.4-1.4 2-2H9v-2h9.2l-2-2Z"/>
  </g>
</svg>`;

export const airlockIcon = new LabIcon({ name: 'gel-airlock-jupyter:airlock', svgstr });
