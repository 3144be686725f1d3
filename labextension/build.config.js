// Names of modules and chunks that do not hang on the folder of the checkout: the same sources give the same bytes.
module.exports = { optimization: { moduleIds: 'natural', chunkIds: 'natural' } };
