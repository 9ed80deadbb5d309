from django.http import HttpResponse
def show(r): return HttpResponse("x")
definition=records=records_csv=search=person=account=show
