"""Files of kinds that never leave, known by name and by their first bytes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from gel_airlock_jupyter.subjects import FileView

KINDS: Mapping[str, tuple[str, ...]] = {
    "opaque": (
        ".pkl",
        ".pickle",
        ".rds",
        ".rda",
        ".rdata",
        ".h5",
        ".hdf5",
        ".hdf",
        ".h5ad",
        ".loom",
        ".npy",
        ".npz",
        ".parquet",
        ".feather",
        ".arrow",
        ".ipc",
        ".orc",
        ".avro",
        ".db",
        ".sqlite",
        ".sqlite3",
        ".duckdb",
        ".sav",
        ".dta",
        ".sas7bdat",
        ".mat",
        ".bin",
        ".dat",
        ".gz",
        ".bz2",
        ".xz",
        ".zst",
        ".7z",
        ".rar",
        ".tar",
        ".tgz",
        ".exe",
        ".so",
        ".pyc",
    ),
    "genomic": (
        ".fastq",
        ".fq",
        ".fasta",
        ".bam",
        ".bai",
        ".cram",
        ".crai",
        ".sam",
        ".vcf",
        ".bcf",
        ".gvcf",
        ".bed",
        ".bim",
        ".fam",
        ".ped",
        ".bgen",
        ".pgen",
        ".pvar",
        ".psam",
        ".gen",
        ".tbi",
        ".csi",
        ".mt",
        ".ht",
    ),
    "weights": (".pt", ".pth", ".onnx", ".joblib", ".safetensors", ".keras", ".ckpt", ".tflite", ".mlmodel", ".gguf"),
}
MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x80\x02", "opaque"),
    (b"\x80\x03", "opaque"),
    (b"\x80\x04", "opaque"),
    (b"\x80\x05", "opaque"),
    (b"PAR1", "opaque"),
    (b"ARROW1", "opaque"),
    (b"FEA1", "opaque"),
    (b"\x89HDF", "opaque"),
    (b"SQLite format 3\0", "opaque"),
    (b"\x93NUMPY", "opaque"),
    (b"RDX", "opaque"),
    (b"RDA", "opaque"),
    (b"\x1f\x8b", "opaque"),
    (b"BZh", "opaque"),
    (b"\xfd7zXZ", "opaque"),
    (b"7z\xbc\xaf", "opaque"),
    (b"\x7fELF", "opaque"),
    (b"CRAM", "genomic"),
    (b"BAM\1", "genomic"),
    (b"bgen", "genomic"),
    (b"##fileformat=VCF", "genomic"),
    (b"@HD\t", "genomic"),
    (b"\x6c\x1b", "genomic"),
)
MEDIA_TYPE = "application/octet-stream"


def read(path: Path, name: str) -> FileView | None:
    """Return the view of a file that may not leave whatever it holds; None for kinds that can be judged.

    A first name such as `x.vcf.gz` counts too, and what a file is called does not hide what it is.
    """
    suffixes = [suffix.lower() for suffix in path.suffixes]
    with path.open("rb") as file:
        start = file.read(64)
    kind = next((kind for first, kind in MAGIC if start.startswith(first)), None)
    for wanted in ("genomic", "weights", "opaque"):
        if any(suffix in KINDS[wanted] for suffix in suffixes[-2:]):
            kind = wanted
            break
    if kind is None:
        return None
    return FileView(name, MEDIA_TYPE, path.stat().st_size, refused=kind)
