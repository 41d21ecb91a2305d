"""The seven operations as methods. Made from knowledge/gateway.yaml by tests/client/make_verbs.py; do not edit."""

from __future__ import annotations

from collections.abc import Mapping

from cccdiag.client.answered import Answered, answered
from cccdiag.soap.model import CancelledOrderDetail, OrderDetail, OrderHeader, Reply, TempOrderDetail

Values = Mapping[str, str | int | None]


class Verbs:
    """One method for each operation; names, types and limits are those of the description. Errors: see ``call``."""

    def call(self, operation_name: str, values: Values) -> Reply:
        """Call an operation with wire names and values."""
        raise NotImplementedError

    def create_order_header(
        self,
        *,
        ed_institution: str,
        course_name: str,
        start_of_term: str,
        prd_abrv: str | None = None,
        instructor_name: str | None = None,
        course_number: str | None = None,
        acct_ref_num: str | None = None,
        entered_by: str | None = None,
        cust_ref_num: str | None = None,
    ) -> Answered[OrderHeader]:
        """Opens an order header, which every order detail needs.

        Args:
            ed_institution: educational institution that uses the material; at most 255 characters.
            course_name: name of the course; at most 255 characters.
            start_of_term: first day of the term, MM/DD/YYYY; exactly 10 characters, MM/DD/YYYY, years 1000 to 3000.
            prd_abrv: product abbreviation, handed out by CCC; exactly 3 characters.
            instructor_name: who teaches the course; at most 255 characters.
            course_number: number of the course, for example PSYCH 101; at most 255 characters.
            acct_ref_num: free text for the account that appears on the invoice; at most 50 characters.
            entered_by: who enters the request; at most 30 characters.
            cust_ref_num: free text of the customer that appears on the invoice; at most 50 characters.
        """
        values: Values = {
            "edInstitution": ed_institution,
            "courseName": course_name,
            "startOfTerm": start_of_term,
            "prdAbrv": prd_abrv,
            "instructorName": instructor_name,
            "courseNumber": course_number,
            "acctRefNum": acct_ref_num,
            "enteredBy": entered_by,
            "custRefNum": cust_ref_num,
        }
        return answered(self.call("createOrderHeader", values), OrderHeader)

    def modify_order_header(
        self,
        *,
        order_header_id: int,
        ed_institution: str | None = None,
        course_name: str | None = None,
        start_of_term: str | None = None,
        instructor_name: str | None = None,
        course_number: str | None = None,
        acct_ref_num: str | None = None,
        entered_by: str | None = None,
        cust_ref_num: str | None = None,
        num_copies_stdnts: int | None = None,
    ) -> Answered[OrderHeader]:
        """Changes an order header; a new number of copies goes down to all its order details.

        Args:
            order_header_id: id that createOrderHeader returned; 1 to 999999999999999.
            ed_institution: educational institution that uses the material; at most 255 characters.
            course_name: name of the course; at most 255 characters.
            start_of_term: first day of the term, MM/DD/YYYY; exactly 10 characters, MM/DD/YYYY, years 1000 to 3000.
            instructor_name: who teaches the course; at most 255 characters.
            course_number: number of the course, for example PSYCH 101; at most 255 characters.
            acct_ref_num: free text for the account that appears on the invoice; at most 50 characters.
            entered_by: who enters the request; at most 30 characters.
            cust_ref_num: free text of the customer that appears on the invoice; at most 50 characters.
            num_copies_stdnts: number of students for photocopies, of sets for electronic reserves; 1 to 99999, -999999 = unchanged.
        """
        values: Values = {
            "orderHeaderId": order_header_id,
            "edInstitution": ed_institution,
            "courseName": course_name,
            "startOfTerm": start_of_term,
            "instructorName": instructor_name,
            "courseNumber": course_number,
            "acctRefNum": acct_ref_num,
            "enteredBy": entered_by,
            "custRefNum": cust_ref_num,
            "numCopiesStdnts": num_copies_stdnts,
        }
        return answered(self.call("modifyOrderHeader", values), OrderHeader)

    def create_order_detail(
        self,
        *,
        order_header_id: int,
        ccc_work_inst: int,
        publication_year: str,
        num_copies_stdnts: int,
        from_page: str,
        to_page: str,
        author: str,
        num_pages: int | None = None,
        stdnum: str | None = None,
        title: str | None = None,
        publisher_name: str | None = None,
        date_of_issue: str | None = None,
        volume: str | None = None,
        edition: str | None = None,
        chapter_article: str | None = None,
        customer_ref_num: str | None = None,
    ) -> Answered[TempOrderDetail]:
        """Drafts an order detail under a header, for a work of the catalogue or by title and publisher.

        Args:
            order_header_id: id that createOrderHeader returned; 1 to 999999999999999.
            ccc_work_inst: CCC's number of the work; -1 orders a work by title and publisher; 1 to 999999999999999, -1 = manual order.
            publication_year: year of publication, YYYY; exactly 4 characters, 1000 to 3000.
            num_copies_stdnts: number of students for photocopies, of sets for electronic reserves; 1 to 99999.
            from_page: first page, a number or another page mark; at most 20 characters.
            to_page: last page, a number or another page mark; at most 20 characters.
            author: author or editor of the work; at most 255 characters.
            num_pages: number of pages of the original; 1 to 99999, -999999 = no value.
            stdnum: ISBN or ISSN; at most 20 characters.
            title: title of the work; at most 255 characters.
            publisher_name: publisher of the work; at most 255 characters.
            date_of_issue: date of the issue, MM/DD/YYYY; at most 20 characters, MM/DD/YYYY, years 1000 to 3000.
            volume: volume of the publication; at most 10 characters.
            edition: edition of the publication; at most 10 characters.
            chapter_article: free text that names the chapter or article; at most 255 characters.
            customer_ref_num: free text about the order detail that appears on the invoice; at most 255 characters.
        """
        values: Values = {
            "orderHeaderId": order_header_id,
            "cccWorkInst": ccc_work_inst,
            "publicationYear": publication_year,
            "numCopiesStdnts": num_copies_stdnts,
            "fromPage": from_page,
            "toPage": to_page,
            "author": author,
            "numPages": num_pages,
            "stdnum": stdnum,
            "title": title,
            "publisherName": publisher_name,
            "dateOfIssue": date_of_issue,
            "volume": volume,
            "edition": edition,
            "chapterArticle": chapter_article,
            "customerRefNum": customer_ref_num,
        }
        return answered(self.call("createOrderDetail", values), TempOrderDetail)

    def commit_order_detail(
        self,
        *,
        order_detail_id: int,
    ) -> Answered[OrderDetail]:
        """Makes a drafted order detail binding and tells right, fee and terms.

        Args:
            order_detail_id: id that createOrderDetail returned; it stays the same after the commit; 1 to 999999999999999.
        """
        values: Values = {"orderDetailId": order_detail_id}
        return answered(self.call("commitOrderDetail", values), OrderDetail)

    def modify_order_detail(
        self,
        *,
        order_detail_id: int,
        publication_year: str | None = None,
        num_copies_stdnts: int | None = None,
        num_pages: int | None = None,
        from_page: str | None = None,
        to_page: str | None = None,
        author: str | None = None,
        date_of_issue: str | None = None,
        volume: str | None = None,
        edition: str | None = None,
        customer_ref_num: str | None = None,
        chapter_article: str | None = None,
    ) -> Answered[OrderDetail]:
        """Changes a committed order detail that is neither cancelled nor invoiced.

        Args:
            order_detail_id: id that createOrderDetail returned; it stays the same after the commit; 1 to 999999999999999.
            publication_year: year of publication, YYYY; exactly 4 characters, 1000 to 3000.
            num_copies_stdnts: number of students for photocopies, of sets for electronic reserves; 1 to 99999, -999999 = unchanged.
            num_pages: number of pages of the original; 1 to 99999, -999999 = unchanged.
            from_page: first page, a number or another page mark; at most 20 characters.
            to_page: last page, a number or another page mark; at most 20 characters.
            author: author or editor of the work; at most 255 characters.
            date_of_issue: date of the issue, MM/DD/YYYY; at most 20 characters, MM/DD/YYYY, years 1000 to 3000.
            volume: volume of the publication; at most 10 characters.
            edition: edition of the publication; at most 10 characters.
            customer_ref_num: free text about the order detail that appears on the invoice; at most 255 characters.
            chapter_article: free text that names the chapter or article; at most 255 characters.
        """
        values: Values = {
            "orderDetailId": order_detail_id,
            "publicationYear": publication_year,
            "numCopiesStdnts": num_copies_stdnts,
            "numPages": num_pages,
            "fromPage": from_page,
            "toPage": to_page,
            "author": author,
            "dateOfIssue": date_of_issue,
            "volume": volume,
            "edition": edition,
            "customerRefNum": customer_ref_num,
            "chapterArticle": chapter_article,
        }
        return answered(self.call("modifyOrderDetail", values), OrderDetail)

    def cancel_order_detail(
        self,
        *,
        order_detail_id: int,
    ) -> Answered[CancelledOrderDetail]:
        """Cancels a committed order detail that is neither cancelled nor invoiced, and tells the fee of cancelling.

        Args:
            order_detail_id: id that createOrderDetail returned; it stays the same after the commit; 1 to 999999999999999.
        """
        values: Values = {"orderDetailId": order_detail_id}
        return answered(self.call("cancelOrderDetail", values), CancelledOrderDetail)

    def check_order_detail_status(
        self,
        *,
        order_detail_id: int,
    ) -> Answered[OrderDetail]:
        """Reads right, fee, terms and state of an order detail; the way to poll FORWARDED TO RIGHTSHOLDER and PENDING.

        Args:
            order_detail_id: id that createOrderDetail returned; it stays the same after the commit; 1 to 999999999999999.
        """
        values: Values = {"orderDetailId": order_detail_id}
        return answered(self.call("checkOrderDetailStatus", values), OrderDetail)
