"""Two servers on one home: one of them sends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from running_service import eventually

from gel_airlock_jupyter.transfer import lease
from gel_airlock_jupyter.transfer.lease import Held, hold


def test_a_held_lease_is_refused_and_free_afterwards(tmp_path: Path) -> None:
    with hold(tmp_path), pytest.raises(Held), hold(tmp_path):
        pass
    with hold(tmp_path):
        pass


def test_old_leases_do_not_pile_up(tmp_path: Path) -> None:
    for _ in range(20):
        with hold(tmp_path):
            pass

    assert len(list(tmp_path.iterdir())) == 1


def test_of_many_at_once_one_holds_at_any_time(tmp_path: Path) -> None:
    inside, most, taken = [0], [0], [0]
    broken: list[OSError] = []

    def work() -> None:
        began = time.monotonic()
        while time.monotonic() < began + (1.5 if taken[0] > 10 else 60.0):
            try:
                with hold(tmp_path):
                    inside[0] += 1
                    most[0] = max(most[0], inside[0])
                    taken[0] += 1
                    time.sleep(0.001)
                    inside[0] -= 1
            except Held:
                pass
            except OSError as error:
                broken.append(error)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert most[0] == 1
    assert taken[0] > 10
    assert broken == []


def test_a_killed_holder_on_this_machine_is_succeeded_at_once(tmp_path: Path) -> None:
    holder = (
        "import sys, time; from pathlib import Path; from gel_airlock_jupyter.transfer.lease import hold\n"
        "with hold(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", holder, str(tmp_path)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    with pytest.raises(Held), hold(tmp_path):
        pass
    process.kill()
    process.wait()

    with hold(tmp_path):
        pass


def elsewhere(folder: Path, age: float) -> Path:
    path = folder / "lease.7"
    path.write_text(json.dumps({"host": "another machine", "pid": os.getpid(), "started": ""}))
    os.utime(path, (time.time() - age, time.time() - age))
    return path


def test_a_live_holder_on_another_machine_is_respected(tmp_path: Path) -> None:
    elsewhere(tmp_path, age=lease.LIFE / 2)

    with pytest.raises(Held), hold(tmp_path):
        pass


@pytest.mark.parametrize("age", [lease.LIFE * 2, -lease.LIFE * 2])
def test_a_lease_untouched_for_too_long_is_dead_whatever_the_clock_did(tmp_path: Path, age: float) -> None:
    elsewhere(tmp_path, age)

    with hold(tmp_path):
        assert (tmp_path / "lease.8").exists()


def test_a_holder_at_work_keeps_its_lease_alive(tmp_path: Path) -> None:
    with hold(tmp_path, life=0.4):
        path = tmp_path / "lease.1"
        path.write_text(json.dumps({"host": "another machine", "pid": 1, "started": ""}))
        for _ in range(2):  # as often as it grows old
            os.utime(path, (1, 1))
            eventually(lambda: path.stat().st_mtime > 1, 60.0)
            with pytest.raises(Held), hold(tmp_path, life=60.0):
                pass


def test_a_reused_process_id_is_not_taken_for_the_holder(tmp_path: Path) -> None:
    path = tmp_path / "lease.1"
    path.write_text(json.dumps({"host": lease._host(), "pid": os.getpid(), "started": "not my start"}))

    with hold(tmp_path):
        pass


def test_a_damaged_lease_counts_until_it_is_old(tmp_path: Path) -> None:
    path = tmp_path / "lease.1"
    path.write_text("{")
    with pytest.raises(Held), hold(tmp_path):
        pass
    os.utime(path, (1, 1))

    with hold(tmp_path):
        pass
