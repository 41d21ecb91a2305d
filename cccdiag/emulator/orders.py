"""The state machine of orders: header → draft detail → committed → cancelled or invoiced. No wire, no clock, no disk.

Input has been validated before it comes here. Refusals follow the order that discrepancy D62 settles: account on hold (203), not
found (205, 206), foreign (201), then the state of the order and the limits of the world.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from cccdiag import spec
from cccdiag.emulator import pages
from cccdiag.emulator.model import Detail, Header, RefusedError, Store
from cccdiag.emulator.world import Account, Work, World
from cccdiag.soap.model import CancelledOrderDetail, OrderDetail, OrderHeader, Result, TempOrderDetail
from cccdiag.spec.model import UNCHANGED, Gateway, Reading

Values = Mapping[str, str]
_LOGIN = {"username", "password"}


class Orders:
    """The seven operations over a store, in a world."""

    def __init__(self, world: World, store: Store, gateway: Gateway, reading: Reading) -> None:
        self._world = world
        self._store = store
        self._gateway = gateway
        self._reading = reading
        self._perform: Mapping[str, Callable[[Account, Values], Result]] = {
            "createOrderHeader": self._create_header,
            "modifyOrderHeader": self._modify_header,
            "createOrderDetail": self._create_detail,
            "commitOrderDetail": self._commit,
            "modifyOrderDetail": self._modify_detail,
            "cancelOrderDetail": self._cancel,
            "checkOrderDetailStatus": self._status,
        }

    def perform(self, operation: str, account: Account, values: Values) -> Result:
        """Carry out one operation for an account that has logged in; ``values`` are what was supplied, by field name.

        Raises:
            RefusedError: with the code of the refusal; nothing has been changed then.
        """
        if account.on_hold and self._hold_blocks(operation):
            raise RefusedError("CCC_203")
        return self._perform[operation](account, values)

    def invoice(self, detail_id: int) -> None:
        """Mark a committed detail as invoiced: what CCC does at the end of a month and no operation can.

        Raises:
            RefusedError: there is no such committed detail (CCC_206), or it is cancelled or invoiced already (CCC_204).
        """
        detail = self._store.detail(detail_id)
        if detail is None or not detail.committed:
            raise RefusedError("CCC_206")
        if detail.closed:
            raise RefusedError("CCC_204")
        self._store.save_detail(replace(detail, invoiced=True))

    def _create_header(self, account: Account, values: Values) -> Result:
        fields = _without(values, _LOGIN | {"prdAbrv"})
        header = Header(self._store.next_id(), account.name, values["prdAbrv"], fields)
        self._store.save_header(header)
        return OrderHeader(header.id)

    def _modify_header(self, account: Account, values: Values) -> Result:
        header = self._header(account, values)
        changes = self._changes("modifyOrderHeader", values)
        copies = changes.pop("numCopiesStdnts", None)
        open_details = [] if copies is None else [d for d in self._store.details_of(header.id) if not d.closed]
        if copies is not None:
            self._check_copies(int(copies), change=True)
            for detail in open_details:
                self._store.save_detail(
                    self._priced(replace(detail, fields={**detail.fields, "numCopiesStdnts": copies}))
                )
        self._store.save_header(replace(header, fields={**header.fields, **changes}))
        return OrderHeader(header.id)

    def _create_detail(self, account: Account, values: Values) -> Result:
        header = self._header(account, values)
        if account.detail_product not in (None, header.product):
            raise RefusedError("CCC_202")
        self._refuse_by_work("createOrderDetail", self._work(values))
        self._check_copies(int(values["numCopiesStdnts"]))
        fields = _without(values, _LOGIN | {"orderHeaderId"})
        detail = Detail(self._store.next_id(), header.id, account.name, fields)
        self._store.save_detail(detail)
        return TempOrderDetail(detail.id)

    def _commit(self, account: Account, values: Values) -> Result:
        detail = self._store.detail(int(values["orderDetailId"]))
        if detail is None:
            raise RefusedError("CCC_206")
        self._check_owner(account, detail)
        if detail.committed:
            raise RefusedError("CCC_212")
        work = self._work(detail.fields)
        self._refuse_by_work("commitOrderDetail", work)
        committed = replace(detail, committed=True, right=work.right, invoiced=work.invoiced_on_commit)
        return self._shown(self._saved(self._priced(committed)))

    def _modify_detail(self, account: Account, values: Values) -> Result:
        detail = self._completed(account, values)
        if detail.closed:
            raise RefusedError("CCC_204")
        self._refuse_by_work("modifyOrderDetail", self._work(detail.fields))
        changes = self._changes("modifyOrderDetail", values)
        self._check_with_stored(values, detail)
        if "numCopiesStdnts" in changes:
            self._check_copies(int(changes["numCopiesStdnts"]), change=True)
        return self._shown(self._saved(self._priced(replace(detail, fields={**detail.fields, **changes}))))

    def _cancel(self, account: Account, values: Values) -> Result:
        detail = self._completed(account, values)
        if detail.closed:
            raise RefusedError("CCC_204")
        self._refuse_by_work("cancelOrderDetail", self._work(detail.fields))
        self._saved(replace(detail, cancelled=True))
        return CancelledOrderDetail(detail.id, Decimal(self._world.cancellation_fee).quantize(Decimal("0.01")))

    def _status(self, account: Account, values: Values) -> Result:
        detail = self._completed(account, values)
        work = self._work(detail.fields)
        self._refuse_by_work("checkOrderDetailStatus", work)
        # Only a work whose right changes with time counts its checks: for every other one a check stays a mere reading (D71).
        if work.becomes and not detail.closed and detail.right != work.becomes.right:
            checks = detail.checks + 1
            right = work.becomes.right if checks >= work.becomes.at_check else detail.right
            detail = self._saved(self._priced(replace(detail, checks=checks, right=right)))
        return self._shown(detail)

    def _hold_blocks(self, operation: str) -> bool:
        """Whether an account on hold may not even do this (D53)."""
        called = self._gateway.operation(operation)
        return self._reading.switches["hold"] == "all" or called is None or called.mutating

    def _header(self, account: Account, values: Values) -> Header:
        header = self._store.header(int(values["orderHeaderId"]))
        if header is None:
            raise RefusedError("CCC_205")
        self._check_owner(account, header)
        return header

    def _completed(self, account: Account, values: Values) -> Detail:
        """The committed detail that is meant; a draft is not found (D57)."""
        detail = self._store.detail(int(values["orderDetailId"]))
        if detail is None or not detail.committed:
            raise RefusedError("CCC_206")
        self._check_owner(account, detail)
        return detail

    def _check_owner(self, account: Account, order: Header | Detail) -> None:
        if order.account != account.name or not account.privileged:
            raise RefusedError("CCC_201")

    def _check_copies(self, copies: int, *, change: bool = False) -> None:
        if change and self._reading.switches["modify_like_create"] == "never":
            return
        if copies > self._world.limits.copies:
            raise RefusedError("CCC_218")

    def _check_with_stored(self, values: Values, detail: Detail) -> None:
        """Judge the rules over several fields once more, now that the stored values are known too (D39)."""
        operation = self._gateway.operation("modifyOrderDetail")
        assert operation is not None
        if violations := spec.validate(operation, values, self._reading, self._gateway, detail.fields):
            raise RefusedError(violations[0].code, violations[0].detail)

    def _refuse_by_work(self, operation: str, work: Work) -> None:
        if code := work.refuses.get(operation):
            raise RefusedError(code)

    def _work(self, fields: Values) -> Work:
        return self._world.work(int(fields["cccWorkInst"]))

    def _changes(self, operation: str, values: Values) -> dict[str, str]:
        """What a modify call changes: neither an empty text nor the number for "unchanged" does (D41, D42)."""
        called = self._gateway.operation(operation)
        assert called is not None
        changes = {}
        for field in called.fields:
            text = values.get(field.name, "")
            unchanged = text == "" or (UNCHANGED in field.sentinels and int(text) == field.sentinels[UNCHANGED])
            if field.modifiable and not unchanged:
                changes[field.name] = text
        return changes

    def _priced(self, detail: Detail) -> Detail:
        if not detail.committed:
            return detail
        copies = int(detail.fields["numCopiesStdnts"])
        fee = self._world.fee(
            self._work(detail.fields), detail.right, copies, pages.count(detail.fields, self._reading)
        )
        return replace(detail, fee=fee)

    def _saved(self, detail: Detail) -> Detail:
        self._store.save_detail(detail)
        return detail

    def _shown(self, detail: Detail) -> OrderDetail:
        terms = self._world.rights[detail.right].terms
        return OrderDetail(detail.id, detail.right, terms, detail.fee, detail.cancelled, detail.invoiced)


def _without(values: Values, names: set[str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if name not in names}
