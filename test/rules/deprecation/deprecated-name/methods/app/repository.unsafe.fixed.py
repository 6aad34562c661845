class Repository:
    def find(self):
        return self.find()

    def find(self): ...


class Other:
    def find_old(self): ...
