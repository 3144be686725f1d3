import { cells } from './plugins/cells';
import { core } from './plugins/core';
import { files } from './plugins/files';
import { news } from './plugins/news';
import { panel } from './plugins/panel';
import { reports } from './plugins/reports';
import { status } from './plugins/status';

export { IAirlock } from './airlock';

/** Each can be disabled by itself: `jupyter labextension disable gel-airlock-jupyter:cells`. */
export default [core, panel, reports, cells, files, status, news];
